/** Whether a trial meets its thresholds. Pure. */
import { metricInfo } from "../metrics/catalogue.ts";
import type { Unit } from "../metrics/metric-info.ts";
import { countOfNothing } from "../metrics/out-of.ts";
import { ofGroup, whyNoMetric } from "../scenario/applicability.ts";
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
  /** Why nothing was measured, such as `0 expected`; left out where something was, or where it cannot exist. */
  readonly nothing?: string;
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
  if (whyNoMetric(threshold.metric, scenario) !== null) return outcome("not applicable", null);
  const measured = readStatistic(metrics[threshold.metric], threshold.statistic);
  // It could exist and has no samples, or too few beyond its percentile, or counts among nothing: that is not a pass.
  const nothing = whyNothing(threshold, metrics, measured);
  if (measured === null || nothing !== undefined)
    return { ...outcome("failed", null), ...(nothing !== undefined && { nothing }) };
  const unended = readUnended(metrics[threshold.metric], threshold.statistic);
  if (unended === undefined) return outcome(holds(measured, threshold) ? "passed" : "failed", measured);
  return { ...outcome(holdsWithin(measured, unended.atMost, threshold) ? "passed" : "failed", measured), unended };
}

function whyNothing(
  { metric }: Threshold,
  metrics: Readonly<Record<string, Measured>>,
  measured: number | null,
): string | undefined {
  const empty = countOfNothing(metric, (name) => {
    const found = metrics[name];
    return found?.kind === "value" ? found.value : undefined;
  });
  if (empty !== undefined || measured !== null) return empty;
  if (metrics[metric] !== undefined) return "too few samples";
  return metricInfo(metric).kind === "histogram" ? "no samples" : "not measured";
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
