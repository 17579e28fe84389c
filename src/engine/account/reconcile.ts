/** Sent joined with seen, and counts joined with prediction. Pure. */
import { formatCount, formatCounted } from "../../format.ts";
import { isFramedBroker } from "../../broker/facts/broker-spec.ts";
import { dueBySensor, isExact } from "../../scenario/planning/plan.ts";
import { predictHops } from "../../scenario/planning/predict-hops.ts";
import type { PredictedHops } from "../../scenario/planning/predict-hops.ts";
import { matchSensors } from "../../scenario/audiences.ts";
import { firstSensors } from "../../scenario/fleet.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { saysWhichMessage } from "../../scenario/payloads/payload.ts";
import { down, outside, readAliased, readLedger, strangersAccount, up } from "../../mqtt/wire/ledger.ts";
import type { PacketCounts } from "../../mqtt/wire/ledger.ts";
import type { ConnectionLedger, Hops, MessageLedger } from "../../result/sections/ledger-section.ts";
import { sensorsWithoutAlias } from "./connections/agreed.ts";
import { seenByAudience } from "./seen/seen-by-audience.ts";
import type { ShardReport } from "../messages.ts";

export interface JoinedDeliveries {
  readonly expected: number;
  readonly delivered: number;
  readonly lost: number;
  /** Deliveries of a message that another member of its shared subscription had as well. */
  readonly again: number;
  /** Whether each says which message it is: only then can a duplicate be told. */
  readonly isIdentified: boolean;
}

/** Deliveries of each group; null for a group whose payload does not say which message it is. */
export interface Deliveries {
  readonly groups: readonly (JoinedDeliveries | null)[];
  /** Deliveries of the groups that are null, warm-up included: a difference of counts. */
  readonly unidentified: JoinedDeliveries | null;
}

/** Joins, sensor by sensor and audience by audience, what was sent with what was seen: a lost tail counts too. */
export function joinDeliveries(
  scenario: Scenario,
  reports: readonly ShardReport[],
  unidentifiedCount: number,
): Deliveries {
  const first = firstSensors(scenario);
  const audiences = seenByAudience(scenario, reports);
  const matches = matchSensors(scenario);
  const sent = sentBySensor(scenario, reports, "measured");
  const sentInAll = sentBySensor(scenario, reports, "all");
  let unidentifiedExpected = 0;
  const groups = scenario.sensors.map((_, group) => {
    const isIdentified = isIdentifiable(scenario, group);
    const joined = { expected: 0, delivered: 0, lost: 0, again: 0, isIdentified };
    for (let sensor = first[group] ?? 0; sensor < (first[group + 1] ?? 0); sensor += 1) {
      for (const place of matches[sensor] ?? []) {
        const due = sent[sensor] ?? 0;
        const got = audiences[place]?.measuredOf(sensor) ?? 0;
        unidentifiedExpected += isIdentified ? 0 : (sentInAll[sensor] ?? 0);
        joined.expected += due;
        joined.delivered += got;
        joined.again += (audiences[place]?.receivedOf(sensor) ?? 0) - got;
        joined.lost += Math.max(0, due - got);
      }
    }
    return isIdentified ? joined : null;
  });
  const lost = Math.max(0, unidentifiedExpected - unidentifiedCount);
  const isWhole = groups.every((group) => group !== null);
  return {
    groups,
    unidentified: isWhole
      ? null
      : { expected: unidentifiedExpected, delivered: unidentifiedCount, lost, again: 0, isIdentified: false },
  };
}

export function isIdentifiable(scenario: Scenario, group: number): boolean {
  const { payload } = scenario.sensors[group] ?? {};
  return payload !== undefined && saysWhichMessage(payload);
}

/** What each sensor sent and was not refused. */
export function sentBySensor(
  scenario: Scenario,
  reports: readonly Pick<ShardReport, "sent">[],
  which: "measured" | "all",
): Float64Array {
  const sent = new Float64Array(firstSensors(scenario).at(-1) ?? 0);
  for (const { sent: part } of reports) {
    const [counts, refused] = which === "all" ? [part.all, part.refusedAll] : [part.measured, part.refusedMeasured];
    for (const [place, sensor] of part.sensors.entries()) sent[sensor] = (counts[place] ?? 0) - (refused[place] ?? 0);
  }
  return sent;
}

/** The ledger of a trial that sends: predicted, counted, and what differs. `isWhole`: it lasted as long as it was planned to. */
export function reconcileLedger(scenario: Scenario, reports: readonly ShardReport[], isWhole: boolean): MessageLedger {
  const arrays = sumLedgers(reports);
  const accounts = scenario.sensors.map((_, group) => group + 1);
  // A payload that does not say which message it is cannot be told from one of warm-up: that hop is then compared over both.
  const isToldApart = accounts.every((account) => isIdentifiable(scenario, account - 1));
  const dueOf = (which: "measured" | "all"): Float64Array =>
    (isWhole ? plannedBySensor(scenario, which) : null) ?? sentBySensor(scenario, reports, which);
  const [all, measured] = [dueOf("all"), dueOf("measured")];
  const without = sensorsWithoutAlias(reports);
  const predictFrom = (sent: Float64Array, last: Float64Array): Prediction => predict(scenario, sent, last, without);
  const ofMeasure = predictFrom(all, measured);
  const predicted = {
    sensor: ofMeasure.hops.sensor,
    subscriber: isToldApart ? ofMeasure.hops.subscriber : predictFrom(all, all).hops.subscriber,
  };
  const ofDeliveries = isToldApart ? accounts : [outside, ...accounts];
  const saved = sum(reports.map((report) => report.aliased));
  const aliased = readAliased(saved, ofDeliveries);
  const namedAgain = sum(reports.map((report) => report.namedAgain));
  addBytes(predicted.sensor.up["PUBLISH"], of(namedAgain, accounts));
  // Whether a message goes by an alias is the broker's choice; what that does to its bytes is not.
  addBytes(predicted.subscriber.down["PUBLISH"], -aliased.savedBytes);
  const counted = {
    sensor: countedHops(arrays, accounts).sensor,
    subscriber: countedHops(arrays, ofDeliveries).subscriber,
  };
  const differences = [
    ...differ("sensor's hop", predicted.sensor, counted.sensor),
    ...differ("subscriber's hop", predicted.subscriber, counted.subscriber),
    ...atAnotherQos(predicted.subscriber, counted.subscriber),
    ...unreleased(counted.subscriber),
  ];
  // What one group lacks another may have too much: each is held against its own prediction, where all together agree.
  if (differences.length === 0)
    for (const [group, { hops }] of ofMeasure.groups.entries()) {
      const own = countedHops(arrays, [group + 1]);
      const name = scenario.sensors[group]?.name ?? "";
      addBytes(hops.sensor.up["PUBLISH"], of(namedAgain, [group + 1]));
      addBytes(hops.subscriber.down["PUBLISH"], -readAliased(saved, [group + 1]).savedBytes);
      differences.push(...differ(`${name}, sensor's hop`, hops.sensor, own.sensor));
      if (isToldApart) differences.push(...differ(`${name}, subscriber's hop`, hops.subscriber, own.subscriber));
    }
  return {
    ...reconcileConnections(scenario, reports),
    predicted: plain(predicted),
    counted,
    agrees: differences.length === 0,
    differences,
    ...(scenario.subscribers.some(({ asks }) => asks?.topicAliasMaximum !== undefined) && { aliased }),
  };
}

/** What the messages of one group took on both hops. */
export function countedOfGroup(reports: readonly LedgerReport[], group: number): Hops {
  return countedHops(sumLedgers(reports), [group + 1]);
}

/** What is read of a report for it. */
type LedgerReport = Pick<ShardReport, "packets" | "packetBytes"> & {
  readonly bytes: Pick<ShardReport["bytes"], "socketUp" | "socketDown" | "unreconciled">;
};

/** Every packet of every connection, and whether the sockets counted the same bytes. */
export function reconcileConnections(scenario: Scenario, reports: readonly LedgerReport[]): ConnectionLedger {
  const arrays = sumLedgers(reports);
  const groups = scenario.sensors.map((_, group) => group + 1);
  const all = [outside, ...groups, strangersAccount(groups.length + 1)];
  const add = (read: (report: LedgerReport) => number): number =>
    reports.reduce((total, report) => total + read(report), 0);
  const unreconciledConnections = add(({ bytes }) => bytes.unreconciled);
  return {
    connections: {
      up: merge(all.map((account) => readLedger(arrays, account, up))),
      down: merge(all.map((account) => readLedger(arrays, account, down))),
    },
    socketBytes: {
      up: add(({ bytes }) => bytes.socketUp),
      down: add(({ bytes }) => bytes.socketDown),
    },
    reconciled: isFramedBroker(scenario.broker) ? null : unreconciledConnections === 0,
    unreconciledConnections,
  };
}

/** What is due by the schedule; null where nobody can know before (closed loop, poisson): then what was sent is due. */
function plannedBySensor(scenario: Scenario, which: "measured" | "all"): Float64Array | null {
  const { warmupNs, measureNs } = scenario.phases;
  return isExact(scenario) ? dueBySensor(scenario, which === "all" ? 0 : warmupNs, warmupNs + measureNs) : null;
}

type Prediction = ReturnType<typeof predictHops>;

/** Of each sensor's messages the last: those of measure follow those of warm-up. `without`: sensors whose broker allows no topic alias. */
function predict(scenario: Scenario, all: Float64Array, last: Float64Array, without: ReadonlySet<number>): Prediction {
  const firstOf = (sensor: number): number => (all[sensor] ?? 0) - (last[sensor] ?? 0);
  return predictHops(
    scenario,
    (sensor) => last[sensor] ?? 0,
    firstOf,
    (sensor) => !without.has(sensor),
  );
}

function addBytes(due: { bytes: number } | undefined, bytes: number): void {
  if (due !== undefined) due.bytes += bytes;
}

function of(byAccount: Float64Array, accounts: readonly number[]): number {
  return accounts.reduce((total, account) => total + (byAccount[account] ?? 0), 0);
}

interface LedgerArrays {
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
}

/** What goes the way of a message, and what answers it. */
const forward = new Set(["PUBLISH", "PUBREL"]);
const back = new Set(["PUBACK", "PUBREC", "PUBCOMP"]);

/** A packet's type and direction say its hop: PUBLISH goes up on the sensor's and down on the subscriber's. */
function countedHops(arrays: LedgerArrays, accounts: readonly number[]): Hops {
  const sentUp = merge(accounts.map((account) => readLedger(arrays, account, up)));
  const sentDown = merge(accounts.map((account) => readLedger(arrays, account, down)));
  const pick = (counts: PacketCounts, names: ReadonlySet<string>): PacketCounts =>
    Object.fromEntries(Object.entries(counts).filter(([name]) => names.has(name)));
  return {
    sensor: { up: pick(sentUp, forward), down: pick(sentDown, back) },
    subscriber: { up: pick(sentUp, back), down: pick(sentDown, forward) },
  };
}

export function differ(hop: string, predicted: PredictedHops["sensor"], counted: Hops["sensor"]): readonly string[] {
  const found: string[] = [];
  for (const direction of ["up", "down"] as const) {
    const names = new Set([...Object.keys(predicted[direction]), ...Object.keys(counted[direction])]);
    for (const name of names) {
      const want = predicted[direction][name] ?? { packets: 0, bytes: 0 };
      const got = counted[direction][name] ?? { packets: 0, bytes: 0 };
      if (want.packets === got.packets && want.bytes === got.bytes) continue;
      const more =
        got.packets === want.packets && got.bytes > want.bytes
          ? ` (the ${direction === "up" ? "client" : "broker"} adds reason codes or properties)`
          : "";
      found.push(
        `${hop}, ${direction}: ${name} ${formatCounted(got.packets, "packet")} and ${formatCounted(got.bytes, "byte")}, predicted ${formatCount(want.packets)} and ${formatCount(want.bytes)}${more}`,
      );
    }
  }
  return found;
}

/** As many deliveries as predicted, answered otherwise: a delivery's QoS is the lower of the message's and the subscription's (section 3.8.4). */
export function atAnotherQos(predicted: PredictedHops["subscriber"], counted: Hops["subscriber"]): readonly string[] {
  const more = (direction: "up" | "down", name: string): number =>
    (counted[direction][name]?.packets ?? 0) - (predicted[direction][name]?.packets ?? 0);
  if (more("down", "PUBLISH") !== 0) return [];
  // Too few answers alone may be those of a connection that ended.
  const moved = Math.max(0, more("up", "PUBACK")) + Math.max(0, more("up", "PUBREC"));
  return moved > 0
    ? [
        `${formatCounted(moved, "delivery", "deliveries")} at another QoS than the lower of the message's and the subscription's`,
      ]
    : [];
}

/** A broker may have delivered everything and be late with the second half of the handshakes. */
function unreleased({ up: answered }: Hops["subscriber"]): readonly string[] {
  const open = (answered["PUBREC"]?.packets ?? 0) - (answered["PUBCOMP"]?.packets ?? 0);
  return open > 0
    ? [`${formatCounted(open, "delivery", "deliveries")} not released by the broker before drain ended`]
    : [];
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

function sumLedgers(reports: readonly LedgerReport[]): LedgerArrays {
  return {
    packets: sum(reports.map(({ packets }) => packets)),
    bytes: sum(reports.map(({ packetBytes }) => packetBytes)),
  };
}

function sum(arrays: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(arrays[0]?.length ?? 0);
  for (const array of arrays) for (const [index, value] of array.entries()) total[index] = (total[index] ?? 0) + value;
  return total;
}
