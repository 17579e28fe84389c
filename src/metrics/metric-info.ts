/** What the catalogue says of a metric, and the kinds of metrics there are. */
import { scheduled } from "./load-kinds.ts";
import type { LoadKind } from "./load-kinds.ts";

export type Unit = "ns" | "bytes" | "count" | "perSecond" | "ratio";
export type Better = "lower" | "higher" | "neither";

export interface MetricInfo {
  readonly title: string;
  readonly unit: Unit;
  readonly better: Better;
  /** histogram: has percentiles; value: one number a trial. */
  readonly kind: "histogram" | "value";
  /** The lowest QoS at which it can exist. */
  readonly minQos: 0 | 1 | 2;
  /** Whose QoS decides that: the sensors' or the subscribers'; `none` where QoS has no part in it. */
  readonly qosOf: "sensors" | "subscribers" | "none";
  /** Which loads measure it. */
  readonly loads: readonly LoadKind[];
  /** exact: fixed by the specification, equal from run to run; the others vary. */
  readonly metricClass: "exact" | "resource" | "timing";
  readonly meaning: string;
}

/** Where a metric exists: from which QoS of the sensors or subscribers on, and under which loads (steady when left out). */
interface Where {
  readonly sensors?: 0 | 1 | 2;
  readonly subscribers?: 0 | 1 | 2;
  readonly loads?: MetricInfo["loads"];
}

export function latency(title: string, meaning: string, where: Where = {}) {
  return {
    kind: "histogram",
    unit: "ns",
    better: "lower",
    metricClass: "timing",
    title,
    meaning,
    ...existence(where),
  } as const;
}

/** A latency as it would be without mqbench's own read lag. */
export function lessReadLag(title: string, where: Where) {
  return latency(`${title} less read lag`, `${title} without mqbench's own read lag, by deconvolution`, where);
}

/** A number of messages, deliveries or connections. */
export function account(title: string, better: Better, meaning: string, where: Where = {}) {
  return {
    kind: "value",
    unit: "count",
    better,
    metricClass: "exact",
    title,
    meaning,
    ...existence(where),
  } as const;
}

export function rate(title: string, better: Better, meaning: string, where: Where = {}) {
  return {
    kind: "value",
    unit: "perSecond",
    better,
    metricClass: "timing",
    title,
    meaning,
    ...existence(where),
  } as const;
}

/** A time that only a link makes visible: it exists where one is between the sensors and the broker. */
export function linkFigure(title: string, meaning: string) {
  return { ...latency(title, meaning, { sensors: 1 }), kind: "value", better: "neither" } as const;
}

/** What the specification fixes of a message or a delivery. */
export function cost(title: string, unit: Unit, meaning: string, where: Where = {}) {
  return {
    kind: "value",
    unit,
    better: "lower",
    metricClass: "exact",
    title,
    meaning,
    ...existence(where),
  } as const;
}

/** CPU, memory, and what stands in for them. */
export function resource(title: string, unit: Unit, meaning: string, where: Where = {}) {
  return {
    kind: "value",
    unit,
    better: "lower",
    metricClass: "resource",
    title,
    meaning,
    ...existence(where),
  } as const;
}

function existence({ sensors, subscribers, loads }: Where): Pick<MetricInfo, "minQos" | "qosOf" | "loads"> {
  const qosOf = sensors === undefined ? "subscribers" : "sensors";
  const isAnyQos = sensors === undefined && subscribers === undefined;
  return {
    minQos: sensors ?? subscribers ?? 0,
    qosOf: isAnyQos ? "none" : qosOf,
    loads: loads ?? scheduled,
  };
}
