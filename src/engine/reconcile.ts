/** Sent joined with seen, and counts joined with prediction. Pure. */
import type { PredictedHops } from "../scenario/plan.ts";
import { dueBySensor, matchSensors, predictHops } from "../scenario/plan.ts";
import { firstSensors, receiversOf } from "../scenario/fleet.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { down, readLedger, up } from "../mqtt/ledger.ts";
import type { PacketCounts } from "../mqtt/ledger.ts";
import type { Hops, Trial } from "../result/schema.ts";
import type { ShardReport } from "./worker-messages.ts";

export interface JoinedDeliveries {
  readonly expected: number;
  readonly delivered: number;
  readonly lost: number;
}

/** What each sensor sent of measure and was not refused. */
function sentBySensor(scenario: Scenario, reports: readonly ShardReport[]): Float64Array {
  const sent = new Float64Array(firstSensors(scenario).at(-1) ?? 0);
  for (const { sent: part } of reports) {
    for (const [place, sensor] of part.sensors.entries()) {
      sent[sensor] = (part.measured[place] ?? 0) - (part.refused[place] ?? 0);
    }
  }
  return sent;
}

/** Joins, sensor by sensor and receiver by receiver, what was sent with what was seen: a lost tail counts too. By group. */
export function joinDeliveries(scenario: Scenario, reports: readonly ShardReport[]): readonly JoinedDeliveries[] {
  const sent = sentBySensor(scenario, reports);
  const first = firstSensors(scenario);
  const receivers = receiversOf(scenario);
  const matches = matchSensors(scenario);
  const seen = new Map<number, Map<number, number>>();
  for (const { seen: parts } of reports) {
    for (const { receiver, counts } of parts) {
      seen.set(receiver, new Map(Array.from(counts.sensors, (sensor, index) => [sensor, counts.measured[index] ?? 0])));
    }
  }
  return scenario.sensors.map((_, group) => {
    let expected = 0;
    let delivered = 0;
    let lost = 0;
    for (let sensor = first[group] ?? 0; sensor < (first[group + 1] ?? 0); sensor += 1) {
      for (const place of matches[sensor] ?? []) {
        const due = sent[sensor] ?? 0;
        const got = seen.get(receivers[place]?.client ?? -1)?.get(sensor) ?? 0;
        expected += due;
        delivered += got;
        lost += Math.max(0, due - got);
      }
    }
    return { expected, delivered, lost };
  });
}

type SteadyLedger = Extract<Trial["load"], { kind: "steady" }>["ledger"];

/** The ledger of a trial: predicted, counted, and what differs. */
export function reconcileLedger(scenario: Scenario, reports: readonly ShardReport[]): SteadyLedger {
  const packets = sum(reports.map((report) => report.packets));
  const bytes = sum(reports.map((report) => report.packetBytes));
  const { warmupNs, measureNs } = scenario.phases;
  // In a closed loop nobody knows what is due: the prediction is for what was sent.
  const due = dueBySensor(scenario, warmupNs, warmupNs + measureNs);
  const isCertain = scenario.sensors.every(({ schedule }) => schedule.kind === "even" || schedule.kind === "burst");
  const messages = due !== null && isCertain ? due : sentBySensor(scenario, reports);
  const { hops: predicted } = predictHops(scenario, (sensor) => messages[sensor] ?? 0);
  const accounts = scenario.sensors.map((_, group) => group + 1);
  const counted = countedHops({ packets, bytes }, accounts);
  const differences = [...differ("sensor's hop", predicted.sensor, counted.sensor), ...differ("subscriber's hop", predicted.subscriber, counted.subscriber)];
  const socketBytes = { up: 0, down: 0 };
  let unreconciledConnections = 0;
  for (const report of reports) {
    socketBytes.up += report.bytes.socketUp;
    socketBytes.down += report.bytes.socketDown;
    unreconciledConnections += report.bytes.unreconciled;
  }
  const all = [0, ...accounts];
  return {
    predicted: plain(predicted),
    counted,
    agrees: differences.length === 0,
    differences,
    connections: {
      up: merge(all.map((account) => readLedger({ packets, bytes }, account, up))),
      down: merge(all.map((account) => readLedger({ packets, bytes }, account, down))),
    },
    socketBytes,
    reconciled: unreconciledConnections === 0,
    unreconciledConnections,
  };
}

const publishedUp = new Set(["PUBLISH", "PUBREL"]);

/** A packet's type and direction say its hop: PUBLISH goes up on the sensor's and down on the subscriber's. */
function countedHops(arrays: { readonly packets: Float64Array; readonly bytes: Float64Array }, accounts: readonly number[]): Hops {
  const sentUp = merge(accounts.map((account) => readLedger(arrays, account, up)));
  const sentDown = merge(accounts.map((account) => readLedger(arrays, account, down)));
  const pick = (counts: PacketCounts, ofMessage: boolean): PacketCounts =>
    Object.fromEntries(Object.entries(counts).filter(([name]) => publishedUp.has(name) === ofMessage));
  return {
    sensor: { up: pick(sentUp, true), down: pick(sentDown, false) },
    subscriber: { up: pick(sentUp, false), down: pick(sentDown, true) },
  };
}

function differ(hop: string, predicted: PredictedHops["sensor"], counted: Hops["sensor"]): readonly string[] {
  const found: string[] = [];
  for (const direction of ["up", "down"] as const) {
    const names = new Set([...Object.keys(predicted[direction]), ...Object.keys(counted[direction])]);
    for (const name of names) {
      const want = predicted[direction][name] ?? { packets: 0, bytes: 0 };
      const got = counted[direction][name] ?? { packets: 0, bytes: 0 };
      if (want.packets === got.packets && want.bytes === got.bytes) continue;
      found.push(
        `${hop}, ${direction}: ${name} ${got.packets} packets and ${got.bytes} bytes, predicted ${want.packets} and ${want.bytes}`,
      );
    }
  }
  return found;
}

function merge(parts: readonly PacketCounts[]): PacketCounts {
  const merged: Record<string, { packets: number; bytes: number }> = {};
  for (const part of parts) {
    for (const [name, { packets, bytes }] of Object.entries(part)) {
      const total = (merged[name] ??= { packets: 0, bytes: 0 });
      total.packets += packets;
      total.bytes += bytes;
    }
  }
  return merged;
}

function plain(hops: PredictedHops): Hops {
  return {
    sensor: { up: { ...hops.sensor.up }, down: { ...hops.sensor.down } },
    subscriber: { up: { ...hops.subscriber.up }, down: { ...hops.subscriber.down } },
  };
}

function sum(arrays: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(arrays[0]?.length ?? 0);
  for (const array of arrays) for (const [index, value] of array.entries()) total[index] = (total[index] ?? 0) + value;
  return total;
}
