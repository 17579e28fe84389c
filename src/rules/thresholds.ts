/** Whether a trial meets its thresholds. Pure. */
import { metricInfo } from "../metrics/catalogue.ts";
import type { Unit } from "../metrics/metric-info.ts";
import { whyIncomplete } from "../metrics/incomplete.ts";
import { countOfNothing } from "../metrics/out-of.ts";
import { ofGroup, whyNoMetric } from "../scenario/applicability.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Threshold } from "../scenario/keys/thresholds/thresholds.ts";

/** Of a percentile: some, and not enough beyond it. */
export const tooFewSamples = "too few samples";

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
      /** Of times less read lag: the percentiles that are lower bounds, with the most each can be. */
      readonly atMost?: Readonly<Record<string, number>> | undefined;
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
  /**
   * Why nothing was measured, such as `0 expected`, or too little; left out where something was, or where it cannot exist. Of too few
   * samples, of which the rest never ended, `measured` and `unended` say what the figure is at least, where that alone fails.
   */
  readonly nothing?: string;
  /** It ended the run, so long after measure began; left out where it did not. */
  readonly endedRunAfterNs?: number;
}

/** What was measured by metric, of all groups together or of one. */
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
  if (measured === null || nothing !== undefined) {
    const bound = measured === null ? boundOf(threshold, metrics[threshold.metric]) : undefined;
    return { ...outcome("failed", null), ...bound, ...(nothing !== undefined && { nothing }) };
  }
  const most = mostOf(metrics[threshold.metric], threshold.statistic);
  if (most !== undefined) {
    const worst = threshold.comparison.startsWith(">") ? measured : most;
    return outcome(holdsWithin(measured, most, threshold) ? "passed" : "failed", worst);
  }
  const unended = readUnended(metrics[threshold.metric], threshold.statistic);
  if (unended === undefined) return outcome(holds(measured, threshold) ? "passed" : "failed", measured);
  return { ...outcome(holdsWithin(measured, unended.atMost, threshold) ? "passed" : "failed", measured), unended };
}

/** What a percentile of too few samples is at least, since a lower one is, where the threshold fails by that already. */
function boundOf(
  threshold: Threshold,
  metric: Measured | undefined,
): Pick<ThresholdOutcome, "measured" | "unended"> | undefined {
  const wanted = percentileOf(threshold.statistic);
  if (wanted === undefined || metric?.kind !== "histogram" || metric.unended === undefined) return undefined;
  const below = Object.entries(metric.percentiles).flatMap(([name, value]) =>
    (percentileOf(name) ?? 100) < wanted ? [value] : [],
  );
  const measured = Math.max(...below, metric.min);
  const { count } = metric.unended;
  if (!failsWithin(measured, null, threshold)) return undefined;
  return { measured, unended: { count, of: metric.count + count, atMost: null } };
}

/** 99.9 of `p99.9`. */
function percentileOf(statistic: string | null): number | undefined {
  const [, digits] = /^p([\d.]+)$/u.exec(statistic ?? "") ?? [];
  return digits === undefined ? undefined : Number(digits);
}

function whyNothing(
  { metric }: Threshold,
  metrics: Readonly<Record<string, Measured>>,
  measured: number | null,
): string | undefined {
  const valueOf = (name: string): number | undefined => {
    const found = metrics[name];
    return found?.kind === "value" ? found.value : undefined;
  };
  const empty = countOfNothing(metric, valueOf);
  if (empty !== undefined) return empty;
  if (measured !== null) {
    return whyIncomplete(metric, {
      valueOf: (name) => valueOf(name) ?? 0,
      unendedOf: (name) => {
        const found = metrics[name];
        return found?.kind === "histogram" ? (found.unended?.count ?? 0) : 0;
      },
    });
  }
  if (metrics[metric] !== undefined) return tooFewSamples;
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

/** Of a percentile of times less read lag, of which `measured` is the least. */
function mostOf(metric: Measured | undefined, statistic: Threshold["statistic"]): number | undefined {
  return metric?.kind === "histogram" && statistic !== null ? metric.atMost?.[statistic] : undefined;
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
