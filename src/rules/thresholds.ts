/** Whether a trial meets its thresholds. Pure. */
import { metricInfo } from "../metrics/catalogue.ts";
import type { MetricName } from "../metrics/catalogue.ts";
import type { Unit } from "../metrics/metric-info.ts";
import { identityBytes } from "../mqtt/payload.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Threshold } from "../scenario/thresholds.ts";

/** What was measured of a metric: one value, or the statistics of a histogram. */
export type Measured =
  | { readonly kind: "value"; readonly value: number }
  | {
      readonly kind: "histogram";
      /** How many ended. */
      readonly count: number;
      readonly min: number;
      readonly mean: number;
      readonly max: number;
      readonly percentiles: Readonly<Record<string, number>>;
      /** What had not ended, and the statistics that are lower bounds for that reason. */
      readonly unended?:
        | { readonly count: number; readonly atMost: Readonly<Record<string, number | null>> }
        | undefined;
    };

export interface ThresholdOutcome {
  readonly text: string;
  readonly position: Threshold["position"];
  readonly outcome: "passed" | "failed" | "not applicable";
  /** null: it cannot exist, or has too few samples. */
  readonly measured: number | null;
  readonly unit: Unit;
  /** `measured` is only a lower bound, since `count` of `of` had not ended; `atMost` null: nothing limits it. Left out where it is exact. */
  readonly unended?: { readonly count: number; readonly of: number; readonly atMost: number | null } | undefined;
  /** It ended the run, so long after measure began; left out where it did not. */
  readonly endedRunAfterNs?: number;
}

/** Of all groups together, or of one. */
type Measurements = Readonly<Record<string, Measured>>;

/** `ofGroups`: of each group of sensors, by its name. */
export function evaluateThresholds(
  scenario: Scenario,
  metrics: Measurements,
  ofGroups: ReadonlyMap<string, Measurements> = new Map(),
): readonly ThresholdOutcome[] {
  return scenario.thresholds.map((threshold) =>
    threshold.group === null
      ? evaluate(threshold, scenario, metrics)
      : evaluate(threshold, ofGroup(scenario, threshold.group), ofGroups.get(threshold.group) ?? {}),
  );
}

/** As if no other group were: what can exist in it. Sensors that listen receive all the same. */
function ofGroup(scenario: Scenario, name: string): Scenario {
  const listening = scenario.sensors.flatMap(({ listen, name: of, count, link }) =>
    listen === null || of === name ? [] : [{ name: of, count, link, topic: listen.topic, qos: listen.qos }],
  );
  return {
    ...scenario,
    sensors: scenario.sensors.filter((group) => group.name === name),
    subscribers: [...scenario.subscribers, ...listening],
  };
}

function evaluate(
  threshold: Threshold,
  scenario: Scenario,
  metrics: Readonly<Record<string, Measured>>,
): ThresholdOutcome {
  const { text, position } = threshold;
  const info = metricInfo(threshold.metric);
  const outcome = (kind: ThresholdOutcome["outcome"], measured: number | null): ThresholdOutcome => ({
    text,
    position,
    outcome: kind,
    measured,
    unit: info.unit,
  });
  if (!canExist(threshold.metric, scenario)) return outcome("not applicable", null);
  const measured = readStatistic(metrics[threshold.metric], threshold.statistic);
  // It could exist and has no samples, or too few beyond its percentile: that is not a pass.
  if (measured === null) return outcome("failed", null);
  const unended = readUnended(metrics[threshold.metric], threshold.statistic);
  if (unended === undefined) return outcome(holds(measured, threshold) ? "passed" : "failed", measured);
  return { ...outcome(holdsWithin(measured, unended.atMost, threshold) ? "passed" : "failed", measured), unended };
}

/** What a delivery must say of itself to be known: which message it is. */
const needIdentity: ReadonlySet<MetricName> = new Set(["endToEndLatency", "released", "duplicate", "reordered"]);

/** What only a link makes visible. */
const needLink: ReadonlySet<MetricName> = new Set(["serviceTimeLessLink"]);

/** Publish latency does not exist at QoS 0, nor a delivery without a receiver, nor a duplicate of what cannot be told apart. */
function canExist(metric: MetricName, scenario: Scenario): boolean {
  const info = metricInfo(metric);
  if (info.load !== "every" && info.load !== scenario.load.kind) return false;
  if (needLink.has(metric) && scenario.sensors.every(({ link }) => link === null)) return false;
  if (needIdentity.has(metric) && scenario.sensors.some(({ payload }) => payload.bytes < identityBytes)) return false;
  const published = Math.max(...scenario.sensors.map(({ qos }) => qos));
  if (info.qosOf === "sensors") return published >= info.minQos;
  if (info.qosOf === "none") return true;
  const received = [
    ...scenario.subscribers,
    ...scenario.sensors.flatMap(({ listen }) => (listen === null ? [] : [listen])),
  ];
  return received.length > 0 && Math.min(published, Math.max(...received.map(({ qos }) => qos))) >= info.minQos;
}

function readStatistic(metric: Measured | undefined, statistic: Threshold["statistic"]): number | null {
  if (metric === undefined) return null;
  if (metric.kind === "value") return metric.value;
  switch (statistic) {
    case null:
      return null;
    case "min":
    case "max":
    case "mean":
      return metric[statistic];
    default:
      return metric.percentiles[statistic] ?? null;
  }
}

function readUnended(metric: Measured | undefined, statistic: Threshold["statistic"]): ThresholdOutcome["unended"] {
  if (metric?.kind !== "histogram" || metric.unended === undefined || statistic === null) return undefined;
  const { count, atMost } = metric.unended;
  const most = atMost[statistic];
  return most === undefined ? undefined : { count, of: metric.count + count, atMost: most };
}

/** Whether it holds whatever the unended become: at both ends of what the figure can be. */
function holdsWithin(atLeast: number, atMost: number | null, threshold: Threshold): boolean {
  const most = atMost ?? Number.POSITIVE_INFINITY;
  if (threshold.comparison === "!=") return threshold.limit < atLeast || threshold.limit > most;
  return holds(atLeast, threshold) && holds(most, threshold);
}

/** Whether it fails whatever the unended become. */
export function failsWithin(atLeast: number, atMost: number | null, threshold: Threshold): boolean {
  const most = atMost ?? Number.POSITIVE_INFINITY;
  if (threshold.comparison === "==") return threshold.limit < atLeast || threshold.limit > most;
  return !holds(atLeast, threshold) && !holds(most, threshold);
}

function holds(measured: number, { comparison, limit }: Threshold): boolean {
  switch (comparison) {
    case "<":
      return measured < limit;
    case "<=":
      return measured <= limit;
    case ">":
      return measured > limit;
    case ">=":
      return measured >= limit;
    case "==":
      return measured === limit;
    case "!=":
      return measured !== limit;
  }
}
