/** What each level costs a fleet in a month: bytes a device, the broker's CPU and memory, messages lost. Pure. */
import type { Fleet, RunResult } from "../result/schema.ts";
import { medianOf } from "./cost.ts";
import { holdCases } from "./loads/hold.ts";
import { lostAtCuts } from "./lost-at-cuts.ts";
import type { LostAtCuts } from "./lost-at-cuts.ts";
import { messageExchange, monthNs, pingPacketBytes, pingsOf } from "./money/exchanges.ts";
import { fleetGroups } from "./money/fleet-cases.ts";
import type { FleetGroup } from "./money/fleet-cases.ts";
import { layersOf, mqttBytesOf, wireBytesOf } from "./money/layers.ts";

export interface FleetCost {
  readonly fleet: Fleet;
  /** What the cases have in common, such as broker=nats; empty where there is one group. */
  readonly title: string;
  /** In a month of 30 days, of one device. */
  readonly messages: number;
  readonly pings: number;
  /** The rate of the whole fleet. */
  readonly messagesPerSecond: number;
  readonly cases: readonly CaseCost[];
}

interface CaseCost {
  readonly name: string;
  /** MQTT bytes of one device in a month; null: nothing was counted. */
  readonly mqttBytes: number | null;
  /** With the headers of TCP and IP. */
  readonly wireBytes: number | null;
  /** Cores; null: the broker's CPU was not measured. */
  readonly brokerCores: number | null;
  /** null: no hold experiment on this broker's connections is among the results. */
  readonly brokerMemory: ConnectionMemory | null;
  readonly losses: Losses;
}

/** Messages of the whole fleet in a month, at the stated share of cuts; null: not stated, or no such result is there. */
interface Losses {
  readonly inExchange: number | null;
  readonly atAnyTime: number | null;
  readonly from: LostAtCuts;
}

/** The memory of connections, by the line of a hold experiment: RSS without a connection, and what one more adds. */
interface ConnectionMemory {
  readonly restBytes: number;
  readonly bytesPerConnection: number;
}

/** PINGREQ and PINGRESP. */
export const pingBytes = 2 * pingPacketBytes;
/** With the acknowledgement of the latter. */
export const pingSegments = 3;

/** `beside` are the results in which the broker's memory and what cuts lose are looked for. */
export function fleetCosts(result: RunResult, beside: readonly RunResult[] = []): readonly FleetCost[] {
  const memories = new Map(beside.flatMap(connectionMemories));
  const lossesOf = (broker: string, [qos, ...others]: readonly number[]): LostAtCuts =>
    // Of several levels a fleet's share of each is not stated.
    qos === undefined || others.some((other) => other !== qos)
      ? { inExchange: null, atAnyTime: null }
      : lostAtCuts(beside, broker, qos);
  return fleetGroups(result).map((group) => costOf(group, memories, lossesOf));
}

function costOf(
  { title, fleet, cases: measured }: FleetGroup,
  memories: ReadonlyMap<string, ConnectionMemory>,
  lossesOf: (broker: string, levels: readonly number[]) => LostAtCuts,
): FleetCost {
  const messages = monthNs / fleet.periodNs;
  const messagesPerSecond = (fleet.devices / fleet.periodNs) * 1e9;
  const cases = measured.map(({ name, of, trials }): CaseCost => {
    const message = messageExchange(trials, fleet, of.scenario);
    const layers = message === null ? null : layersOf(message, undefined);
    const cpuNs = medianOf(trials, "brokerCpuPerMessage", null);
    const { name: broker } = trials[0].broker;
    return {
      name,
      mqttBytes: layers === null ? null : mqttBytesOf(layers) * messages,
      wireBytes: layers === null ? null : wireBytesOf(layers) * messages,
      brokerCores: cpuNs === null ? null : (cpuNs * messagesPerSecond) / 1e9,
      brokerMemory: memories.get(broker) ?? null,
      losses: lossesIn(fleet, messages, lossesOf(broker, of.qos.sensors)),
    };
  });
  return { fleet, title, messages, pings: pingsOf(fleet), messagesPerSecond, cases };
}

function lossesIn({ devices, periodNs, cutShare }: Fleet, messages: number, from: LostAtCuts): Losses {
  const { inExchange, atAnyTime } = from;
  const cuts = cutShare === undefined ? null : devices * messages * cutShare;
  return {
    inExchange: cuts === null || inExchange === null ? null : cuts * inExchange.share,
    // What a sensor sends in that time: a device that sends more seldom has less on its way.
    atAnyTime: cuts === null || atAnyTime === null ? null : cuts * (atAnyTime.nsACut / periodNs),
    from,
  };
}

/** By broker. */
function connectionMemories(result: RunResult): readonly (readonly [string, ConnectionMemory])[] {
  return holdCases(result).flatMap(({ broker, section, gauges }) => {
    const slope = gauges.find(({ gauge }) => gauge === "rss")?.bytesPerHeld;
    // At level 0 the RSS is still that of the connections that warmed the broker: the line's end at 0 is not.
    const top = section.plateaus.findLast(({ direction }) => direction === "rising");
    const topBytes = top?.bytes["rss"];
    if (section.step !== "connection" || slope === undefined || slope === null) return [];
    return top === undefined || topBytes === undefined
      ? []
      : [[broker, { restBytes: topBytes - slope.mean * top.held, bytesPerConnection: slope.mean }] as const];
  });
}
