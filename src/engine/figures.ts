/** The metrics of a trial and of each of its groups, from what was measured. Pure. */
import { histogramNames, metricInfo } from "../metrics/catalogue.ts";
import type { HistogramName, ValueName } from "../metrics/catalogue.ts";
import type { Histogram } from "../metrics/histogram.ts";
import type { CounterName } from "../metrics/recorder.ts";
import type { Hops, Metric } from "../result/schema.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { JoinedDeliveries } from "./reconcile.ts";
import type { Totals } from "./totals.ts";

export type Metrics = Record<string, Metric>;

export function histogramMetrics(read: (metric: HistogramName) => Histogram | undefined): Metrics {
  const metrics: Metrics = {};
  for (const name of histogramNames) {
    const histogram = read(name);
    if (histogram !== undefined && histogram.count > 0) metrics[name] = { kind: "histogram", unit: "ns", ...histogram.summary() };
  }
  return metrics;
}

/** Values by name; undefined is left out: it does not exist here. */
export function valueMetrics(values: Partial<Record<ValueName, number | undefined>>): Metrics {
  const metrics: Metrics = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && isValueName(name)) metrics[name] = { kind: "value", unit: metricInfo(name).unit, value };
  }
  return metrics;
}

function isValueName(_name: string): _name is ValueName {
  return true;
}

/** The accounts of the messages of measure: of one group, or of all. */
export function accountValues(
  totals: Totals,
  group: number | null,
  highestQos: number,
  joined: readonly JoinedDeliveries[],
): Partial<Record<ValueName, number | undefined>> {
  const read = (name: CounterName): number => (group === null ? totals.measured(name) : totals.counter(group + 1, name));
  const deliveries = group === null ? joined : joined.slice(group, group + 1);
  const add = (key: keyof JoinedDeliveries): number => deliveries.reduce((sum, each) => sum + each[key], 0);
  const hasAcknowledgement = highestQos > 0;
  const sent = read("sent");
  return {
    intended: read("intended"),
    sent,
    unsent: read("intended") - sent,
    overruns: read("overruns"),
    acknowledged: hasAcknowledgement ? read("acknowledged") : undefined,
    refused: hasAcknowledgement ? read("refused") : undefined,
    expectedDeliveries: add("expected"),
    delivered: add("delivered"),
    lost: add("lost"),
    duplicate: read("duplicate"),
    reordered: read("reordered"),
  };
}

/** Packets, round trips, bytes and overhead a message or a delivery, by hop. */
export function costValues(
  scenario: Scenario,
  counted: Hops,
  figures: { readonly sent: number; readonly delivered: number; readonly payloadSent: number; readonly payloadDelivered: number },
): Partial<Record<ValueName, number | undefined>> {
  const sensor = hopCost(counted.sensor, figures.sent, figures.payloadSent);
  const subscriber = hopCost(counted.subscriber, figures.delivered, figures.payloadDelivered);
  const hasReceivers = scenario.subscribers.length > 0 || scenario.sensors.some(({ listen }) => listen !== null);
  return {
    packetsPerMessage: sensor?.packets,
    roundTripsPerMessage: sensor?.roundTrips,
    wireBytesPerMessage: sensor?.bytes,
    wireBytesUpPerMessage: sensor?.up,
    wireBytesDownPerMessage: sensor?.down,
    overheadPerMessage: sensor?.overhead,
    packetsPerDelivery: hasReceivers ? subscriber?.packets : undefined,
    roundTripsPerDelivery: hasReceivers ? subscriber?.roundTrips : undefined,
    wireBytesPerDelivery: hasReceivers ? subscriber?.bytes : undefined,
    wireBytesUpPerDelivery: hasReceivers ? subscriber?.up : undefined,
    wireBytesDownPerDelivery: hasReceivers ? subscriber?.down : undefined,
    overheadPerDelivery: hasReceivers ? subscriber?.overhead : undefined,
  };
}

/** Each of these answers something: one leg (section 4.3). */
const closesLeg = new Set(["PUBACK", "PUBREC", "PUBCOMP"]);

function hopCost(hop: Hops["sensor"], messages: number, payloadBytes: number) {
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
    overhead: payloadBytes === 0 ? undefined : (upBytes + downBytes - payloadBytes) / payloadBytes,
  };
}
