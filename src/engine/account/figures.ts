/** The metrics of a trial and of each of its groups, from what was measured. Pure. */
import { histogramNames, lessReadLagOf } from "../../metrics/catalogue.ts";
import type { HistogramName, ValueName } from "../../metrics/catalogue.ts";
import { Histogram } from "../../metrics/histogram.ts";
import { withBoundedTail } from "../../metrics/read-lag/lag-bounds.ts";
import type { CounterName } from "../../metrics/recorder.ts";
import { summariseWith } from "../../metrics/unended.ts";
import type { Hops } from "../../result/sections/ledger-section.ts";
import type { Metric } from "../../result/sections/metric-section.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { LessReadLag } from "./less-read-lag.ts";
import { isIdentifiable } from "./reconcile.ts";
import type { Deliveries, JoinedDeliveries } from "./reconcile.ts";
import type { Totals } from "./totals.ts";

export type Metrics = Record<string, Metric>;

/** `readUnended`: the ages of what has not ended, which every figure counts. `readLess`: the same times without mqbench's own read lag. */
export function histogramMetrics(
  read: (metric: HistogramName) => Histogram | undefined,
  readUnended: (metric: HistogramName) => Histogram,
  readLess: (metric: HistogramName) => LessReadLag,
): Metrics {
  const metrics: Metrics = {};
  for (const name of histogramNames) {
    const of = lessReadLagOf.get(name);
    const [times, unended] = [read(of ?? name) ?? new Histogram(), readUnended(of ?? name)];
    if (of === undefined) {
      if (times.count + unended.count > 0)
        metrics[name] = { kind: "histogram", unit: "ns", ...summariseWith(times, unended) };
      continue;
    }
    const { less, ranked, lags } = readLess(of);
    // Where the lag is not known, neither is what is left without it.
    if (less.count === 0) continue;
    const summary = withBoundedTail(summariseWith(less, unended), { times, unended, ranked, lags });
    metrics[name] = { kind: "histogram", unit: "ns", ...summary };
  }
  return metrics;
}

/** The accounts of the messages of measure, of some groups together. */
export function accountValues(
  totals: Totals,
  scenario: Scenario,
  groups: readonly number[],
  deliveries: JoinedDeliveries | null,
): Partial<Record<ValueName, number | undefined>> {
  // Nothing was told, which is not that nothing happened.
  if (!totals.isTold) return {};
  const add = (of: readonly number[], name: CounterName): number =>
    of.reduce((sum, group) => sum + totals.counter(group + 1, name), 0);
  const read = (name: CounterName): number => add(groups, name);
  // At QoS 0 nothing is acknowledged.
  const acknowledging = groups.filter((group) => (scenario.sensors[group]?.qos ?? 0) > 0);
  const acknowledged = add(acknowledging, "acknowledged");
  const refused = add(acknowledging, "refused");
  const unfinished = add(acknowledging, "sent") - acknowledged - refused;
  return {
    intended: read("intended"),
    sent: read("sent"),
    unsent: read("intended") - read("sent"),
    overruns: read("overruns"),
    delayedByOutage: read("delayedByOutage"),
    ...(acknowledging.length > 0 && { acknowledged, refused, unfinished }),
    ...(deliveries !== null && {
      expectedDeliveries: deliveries.expected,
      delivered: deliveries.delivered,
      lost: deliveries.lost,
    }),
    ...(deliveries?.isIdentified === true && {
      altered: read("altered"),
      duplicate: read("duplicate") + deliveries.again,
      reordered: read("reordered"),
    }),
  };
}

/** By the names of the metrics that they become. What is left out does not exist here, or is known when the trial is over, as what was lost is. */
export type CountsSoFar = Partial<Record<ValueName, number | undefined>>;

/** What a trial that runs has counted of the messages of measure. */
export function countSoFar(totals: Totals, scenario: Scenario): CountsSoFar {
  if (!totals.isTold) return {};
  const groups = scenario.sensors.map((_, group) => group);
  const isIdentified = groups.every((group) => isIdentifiable(scenario, group));
  const delivered = totals.measured("delivered") + (isIdentified ? 0 : totals.all("unidentified"));
  return { ...accountValues(totals, scenario, groups, null), delivered };
}

/** All groups together. */
export function addDeliveries({ groups, unidentified }: Deliveries): JoinedDeliveries {
  const parts = [...groups, unidentified].filter((part) => part !== null);
  const add = (key: "expected" | "delivered" | "lost" | "again"): number =>
    parts.reduce((sum, part) => sum + part[key], 0);
  const isIdentified = unidentified === null;
  return {
    expected: add("expected"),
    delivered: add("delivered"),
    lost: add("lost"),
    again: add("again"),
    isIdentified,
  };
}

/** Packets, round trips, bytes and overhead a message or a delivery, by hop. */
export function costValues(
  counted: Hops,
  figures: {
    readonly sent: number;
    readonly delivered: number;
    readonly payloadSent: number;
    readonly payloadDelivered: number | undefined;
  },
): Partial<Record<ValueName, number | undefined>> {
  const sensor = hopCost(counted.sensor, figures.sent, figures.payloadSent);
  const subscriber = hopCost(counted.subscriber, figures.delivered, figures.payloadDelivered);
  return {
    packetsPerMessage: sensor?.packets,
    roundTripsPerMessage: sensor?.roundTrips,
    wireBytesPerMessage: sensor?.bytes,
    wireBytesUpPerMessage: sensor?.up,
    wireBytesDownPerMessage: sensor?.down,
    overheadPerMessage: sensor?.overhead,
    packetsPerDelivery: subscriber?.packets,
    roundTripsPerDelivery: subscriber?.roundTrips,
    wireBytesPerDelivery: subscriber?.bytes,
    wireBytesUpPerDelivery: subscriber?.up,
    wireBytesDownPerDelivery: subscriber?.down,
    overheadPerDelivery: subscriber?.overhead,
  };
}

/** Each of these answers something: one leg (section 4.3). */
const closesLeg = new Set(["PUBACK", "PUBREC", "PUBCOMP"]);

function hopCost(hop: Hops["sensor"], messages: number, payloadBytes: number | undefined) {
  if (messages === 0) return undefined;
  const entries = [...Object.entries(hop.up), ...Object.entries(hop.down)];
  const packets = entries.reduce((sum, [, each]) => sum + each.packets, 0);
  const legs = entries.reduce((sum, [name, each]) => sum + (closesLeg.has(name) ? each.packets : 0), 0);
  const upBytes = Object.values(hop.up).reduce((sum, each) => sum + each.bytes, 0);
  const downBytes = Object.values(hop.down).reduce((sum, each) => sum + each.bytes, 0);
  return {
    packets: packets / messages,
    roundTrips: legs / messages,
    bytes: (upBytes + downBytes) / messages,
    up: upBytes / messages,
    down: downBytes / messages,
    overhead:
      payloadBytes === 0 || payloadBytes === undefined
        ? undefined
        : (upBytes + downBytes - payloadBytes) / payloadBytes,
  };
}
