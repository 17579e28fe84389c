/** What each level costs a fleet in a month: bytes a device, the broker's CPU and memory, messages lost. Pure. */
import { steadyOf } from "../result/loads/steady-of.ts";
import type { Fleet, RunResult, Trial } from "../result/schema.ts";
import type { MessageLedger } from "../result/sections/ledger-section.ts";
import { costGroups, medianOf, validTrials } from "./cost.ts";
import { holdCases } from "./loads/hold.ts";
import { lostAtCuts } from "./lost-at-cuts.ts";
import type { LostAtCuts } from "./lost-at-cuts.ts";

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

const monthNs = 30 * 86_400e9;
/** IPv4 and TCP with the timestamps option (RFC 791, 9293, 7323); what then fits into a frame of 1,500 bytes. */
export const segmentHeaderBytes = 52;
const segmentBytes = 1448;
/** PINGREQ and PINGRESP, and the acknowledgement of the latter. */
export const pingBytes = 4;
export const pingSegments = 3;

/** `beside` are the results in which the broker's memory and what cuts lose are looked for. */
export function fleetCosts(result: RunResult, beside: readonly RunResult[] = []): readonly FleetCost[] {
  const memories = new Map(beside.flatMap(connectionMemories));
  const lossesOf = (broker: string, [qos, ...others]: readonly number[]): LostAtCuts =>
    // Of several levels a fleet's share of each is not stated.
    qos === undefined || others.some((other) => other !== qos)
      ? { inExchange: null, atAnyTime: null }
      : lostAtCuts(beside, broker, qos);
  return costGroups(result).flatMap(({ title, cases, columns }) => {
    const known = cases.flatMap((each, index): MeasuredCase[] => {
      const [first, ...others] = validTrials(result, each.id).filter((trial) => steadyOf(trial) !== null);
      return each.fleet === undefined || first === undefined
        ? []
        : [
            {
              fleet: each.fleet,
              name: columns[index] ?? each.id,
              trials: [first, ...others],
              losses: lossesOf(first.broker.name, each.qos.sensors),
            },
          ];
    });
    return groupByFleet(known).map((same) => costOf(title, same, memories));
  });
}

interface MeasuredCase {
  readonly fleet: Fleet;
  readonly name: string;
  readonly trials: readonly [Trial, ...Trial[]];
  readonly losses: LostAtCuts;
}

type Group = readonly [MeasuredCase, ...MeasuredCase[]];

/** Where the payload is swept, the cases are of several fleets. */
function groupByFleet(cases: readonly MeasuredCase[]): readonly Group[] {
  const groups = new Map<string, [MeasuredCase, ...MeasuredCase[]]>();
  for (const each of cases) {
    const key = JSON.stringify(each.fleet);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}

function costOf(title: string, group: Group, memories: ReadonlyMap<string, ConnectionMemory>): FleetCost {
  const [{ fleet }] = group;
  const messages = monthNs / fleet.periodNs;
  const messagesPerSecond = (fleet.devices / fleet.periodNs) * 1e9;
  const cases = group.map(({ name, trials, losses }): CaseCost => {
    const message = messageBytes(trials, fleet.payloadBytes);
    const cpuNs = medianOf(trials, "brokerCpuPerMessage", null);
    return {
      name,
      mqttBytes: message === null ? null : message.mqtt * messages,
      wireBytes: message === null ? null : message.wire * messages,
      brokerCores: cpuNs === null ? null : (cpuNs * messagesPerSecond) / 1e9,
      brokerMemory: memories.get(trials[0].broker.name) ?? null,
      losses: lossesIn(fleet, messages, losses),
    };
  });
  return { fleet, title, messages, pings: messages * pingsAMessage(fleet), messagesPerSecond, cases };
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

/** One each time that a keepalive passes without a message. */
function pingsAMessage({ periodNs, keepaliveSeconds }: Fleet): number {
  return keepaliveSeconds === 0 ? 0 : Math.ceil(periodNs / (keepaliveSeconds * 1e9)) - 1;
}

/** What one message of the fleet's payload costs on the sensor's hop: what was counted, with the payload exchanged. */
function messageBytes(
  trials: MeasuredCase["trials"],
  payloadBytes: number,
): { readonly mqtt: number; readonly wire: number } | null {
  const load = steadyOf(trials[0]);
  const bytes = medianOf(trials, "wireBytesPerMessage", null);
  const packets = medianOf(trials, "packetsPerMessage", null);
  if (bytes === null || packets === null || load === null) return null;
  const publish = publishBytes(load.ledger);
  if (publish === null) return null;
  // An empty payload has no overhead.
  const overhead = medianOf(trials, "overheadPerMessage", null);
  const measuredPayload = overhead === null ? 0 : bytes / (1 + overhead);
  const wanted = withLongerBody(publish, payloadBytes - measuredPayload);
  const mqtt = bytes - publish + wanted;
  // A device sends seldom: each packet leaves in a segment of its own, and the last is acknowledged by an empty one.
  const segments = packets + Math.ceil(wanted / segmentBytes);
  return { mqtt, wire: mqtt + segments * segmentHeaderBytes };
}

function publishBytes({ counted: { sensor } }: MessageLedger): number | null {
  const found = sensor.up["PUBLISH"];
  return found === undefined || found.packets === 0 ? null : found.bytes / found.packets;
}

/** A PUBLISH with more bytes, or fewer, behind its fixed header, whose length then may take another byte (section 2.2.3). */
function withLongerBody(bytes: number, more: number): number {
  const lengths = [1, 2, 3, 4];
  const before = lengths.find((length) => lengthBytes(bytes - 1 - length) <= length) ?? 4;
  const body = bytes - 1 - before + more;
  return 1 + lengthBytes(body) + body;
}

function lengthBytes(body: number): number {
  if (body < 128) return 1;
  if (body < 128 ** 2) return 2;
  return body < 128 ** 3 ? 3 : 4;
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
