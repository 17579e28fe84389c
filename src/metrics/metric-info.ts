/** What a row of the catalogue says of a metric, and the kinds of metrics there are. */

export type Unit = "ns" | "bytes" | "count" | "perSecond" | "ratio";
export type Better = "lower" | "higher" | "neither";

/** What loads have in common, by which they share metrics. scheduled: sensors send by a schedule; watched: connections and processes from the first to the last; probed: mqbench's reading. */
export type Shared = "scheduled" | "watched" | "probed";

/** What a figure counts among: where that is nothing, it is 0 by absence and says nothing. */
export interface OutOf {
  /** Names of metrics, summed. */
  readonly metrics: readonly string[];
  /** The word behind the sum, as in `0 expected`. */
  readonly word: string;
}

interface Facts {
  readonly title: string;
  readonly unit: Unit;
  readonly better: Better;
  /** histogram: has percentiles; value: one number a trial. */
  readonly kind: "histogram" | "value";
  /** exact: fixed by the specification, equal from run to run; the others vary. */
  readonly metricClass: "exact" | "resource" | "timing";
  readonly meaning: string;
}

/** Where a metric exists, and what else is to be known of it. */
interface Circumstances {
  /** Which loads measure it: those that have this in common, or all. In a load's own file: that load alone. */
  readonly loads: Shared | "every load";
  /** identity: what a delivery says of itself; link: between a sensor and the broker; return: of clients that come back. */
  readonly needs: "identity" | "link" | "return" | null;
  /** While a trial runs: only larger than before, known as far as it went, or not at all. */
  readonly whileRunning: "grows" | "known" | "unknown";
  /** Whether each group of sensors has it by itself; otherwise it is of all together. */
  readonly isByGroup: boolean;
  /** Whether it is a number of messages or deliveries, which a longer measure makes larger. */
  readonly isCount: boolean;
  /** The least that it can be; null: it is a difference or a slope, and may be below 0. */
  readonly least: 0 | null;
  /** Whether it is a whole number in every trial: a number of things, not a mean of such numbers. */
  readonly isWhole: boolean;
  /** null: nothing, or it says something also of nothing. */
  readonly outOf: OutOf | null;
  /**
   * What must have come to its end for it to be complete: the exchange of a message on the sensor's hop, a delivery at the subscriber, all
   * the work for a message, clients that come back.
   */
  readonly completeWith: "exchange" | "release" | "work" | "return" | null;
  /** Statistics that comparisons look at where nobody says which; `value` of one value. */
  readonly compared: readonly ("p50" | "p99" | "value")[];
  /** The latency that this one is, with mqbench's own read lag taken out; null: it is no such. */
  readonly lessReadLagOf: string | null;
}

export interface MetricRow extends Facts, Circumstances {
  /** The lowest QoS at which it can exist. */
  readonly minQos: 0 | 1 | 2;
  /** Whose QoS decides that: the sensors' or the subscribers'; `none` where QoS has no part in it. */
  readonly qosOf: "sensors" | "subscribers" | "none";
}

/** What is left out says: at any QoS, under loads with a schedule, needing nothing. `sensors`, `subscribers`: from which QoS of theirs on it exists. */
interface Where extends Partial<Circumstances> {
  readonly sensors?: 0 | 1 | 2;
  readonly subscribers?: 0 | 1 | 2;
}

export function latency(title: string, meaning: string, where: Where = {}) {
  return {
    kind: "histogram",
    unit: "ns",
    better: "lower",
    metricClass: "timing",
    title,
    meaning,
    ...circumstances({ whileRunning: "known", ...where }),
  } as const;
}

/** A latency as it would be without mqbench's own read lag. */
export function lessReadLag(lessReadLagOf: string, title: string, where: Where) {
  const meaning = `${title} without mqbench's own read lag, by deconvolution`;
  return latency(`${title} less read lag`, meaning, { whileRunning: "unknown", lessReadLagOf, ...where });
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
    ...circumstances({ isCount: (where.loads ?? "scheduled") === "scheduled", isWhole: true, ...where }),
  } as const;
}

/** An account that hangs on when things happened, or on others: it is what it is in one run, and not the same in the next. */
export function varyingAccount(title: string, better: Better, meaning: string, where: Where = {}) {
  return { ...account(title, better, meaning, where), metricClass: "timing" } as const;
}

export function rate(title: string, better: Better, meaning: string, where: Where = {}) {
  return {
    kind: "value",
    unit: "perSecond",
    better,
    metricClass: "timing",
    title,
    meaning,
    ...circumstances({ whileRunning: "known", ...where }),
  } as const;
}

/** A time that only a link makes visible: it exists where one is between the sensors and the broker. */
export function linkFigure(title: string, meaning: string) {
  const row = latency(title, meaning, {
    sensors: 1,
    needs: "link",
    isByGroup: false,
    whileRunning: "unknown",
    least: null,
  });
  return { ...row, kind: "value", better: "neither" } as const;
}

/** What the specification fixes of a message or a delivery. */
export function cost(title: string, unit: Unit, meaning: string, where: Where = {}) {
  const completeWith = where.subscribers === undefined ? "exchange" : "release";
  return {
    kind: "value",
    unit,
    better: "lower",
    metricClass: "exact",
    title,
    meaning,
    ...circumstances({ completeWith, ...where }),
  } as const;
}

/** What TLS and WebSocket have a part in: what they write differs by some bytes from time to time. */
export function socket(title: string, meaning: string) {
  return resource(title, "bytes", meaning, { completeWith: "work" });
}

/** What connecting takes. */
export function connection(title: string, unit: Unit, meaning: string) {
  return resource(title, unit, meaning, { loads: "watched" });
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
    ...circumstances({ isByGroup: false, ...where }),
  } as const;
}

function circumstances({
  sensors,
  subscribers,
  ...stated
}: Where): Pick<MetricRow, "minQos" | "qosOf"> & Circumstances {
  const qosOf = sensors === undefined ? "subscribers" : "sensors";
  const isAnyQos = sensors === undefined && subscribers === undefined;
  return {
    minQos: sensors ?? subscribers ?? 0,
    qosOf: isAnyQos ? "none" : qosOf,
    loads: "scheduled",
    needs: null,
    whileRunning: "unknown",
    isByGroup: (stated.loads ?? "scheduled") === "scheduled",
    isCount: false,
    least: 0,
    isWhole: false,
    outOf: null,
    completeWith: null,
    compared: [],
    lessReadLagOf: null,
    ...stated,
  };
}
