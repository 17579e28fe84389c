/** One figure of a trial by its name, and the figures that are compared when nobody says which. Pure. */
import { isHistogramName, isMetricName, metricInfo, metricNames, statistics } from "../metrics/catalogue.ts";
import type { MetricName, Statistic } from "../metrics/catalogue.ts";
import { whyIncomplete } from "../metrics/incomplete.ts";
import { median } from "../metrics/statistics.ts";
import type { Trial } from "../result/schema.ts";
import { readStatistic } from "../result/sections/statistic.ts";
import type { StatisticValue } from "../result/sections/statistic.ts";

export interface FigureName {
  readonly metric: MetricName;
  /** null of a metric that is one value. */
  readonly statistic: Statistic | null;
}

/** null: it does not exist there. */
export function figureOf(trial: Trial, name: FigureName): number | null {
  return boundedFigureOf(trial, name)?.value ?? null;
}

/** null where it does not exist, and of a cost where some message did not come to its end: it would look cheaper. */
export function wholeFigureOf(trial: Trial, name: FigureName): number | null {
  return whyNotWhole(trial, name) === undefined ? figureOf(trial, name) : null;
}

/** What a cost lacks, in words; undefined: nothing, or it is no cost. */
export function whyNotWhole(trial: Trial, { metric }: FigureName): string | undefined {
  return whyIncomplete(metric, {
    valueOf: (name) => figureOf(trial, { metric: name, statistic: null }) ?? 0,
    unendedOf: (name) => {
      const found = trial.metrics[name];
      return found?.kind === "histogram" ? (found.unended?.count ?? 0) : 0;
    },
  });
}

/** With whether it is only a lower bound, since not everything ended; null: it does not exist there. */
export function boundedFigureOf(trial: Trial, { metric, statistic }: FigureName): StatisticValue | null {
  const found = trial.metrics[metric];
  if (found === undefined) return null;
  if (found.kind === "value") return { value: found.value, isAtLeast: false, estimate: null };
  return statistic === null ? null : readStatistic(found, statistic);
}

/** Over trials. */
export interface MiddleFigure {
  readonly value: number;
  /** Only a lower bound. */
  readonly isAtLeast: boolean;
  /** An estimate, above such a bound. */
  readonly isEstimate: boolean;
}

/** The median; of what are only lower bounds that of the estimates, where each has one. null: of none. */
export function middleOf(figures: readonly StatisticValue[]): MiddleFigure | null {
  if (figures.length === 0) return null;
  const bounds = figures.filter(({ isAtLeast }) => isAtLeast);
  const isEstimate = bounds.length > 0 && bounds.every(({ estimate }) => estimate !== null);
  const values = figures.map(({ value, estimate }) => (isEstimate ? (estimate ?? value) : value));
  return { value: median(values), isAtLeast: bounds.length > 0 && !isEstimate, isEstimate };
}

/** `serviceTime.p50`. */
export function nameOf({ metric, statistic }: FigureName): string {
  return statistic === null ? metric : `${metric}.${statistic}`;
}

/** The figure of that name, or in words what is wrong with it. */
export function parseFigureName(text: string): FigureName | string {
  const [metric = "", ...rest] = text.split(".");
  const statistic = rest.join(".");
  if (!isMetricName(metric)) return `unknown metric ${metric}`;
  if (!isHistogramName(metric)) {
    return statistic === "" ? { metric, statistic: null } : `${metric} is one value: it has no ${statistic}`;
  }
  const known = statistics.find((each) => each === statistic);
  return known === undefined
    ? `${metric} needs a statistic: ${statistics.map((each) => `.${each}`).join(", ")}`
    : { metric, statistic: known };
}

/** What the specification fixes: equal from run to run, compared without statistics. */
export const exactMetrics: readonly MetricName[] = metricNames.filter(
  (name) => metricInfo(name).metricClass === "exact",
);

/**
 * What varies from run to run, and is the broker's: mqbench's own lag and resources are no reason to fail a build. Few, since each
 * figure more makes every other harder to tell from chance.
 */
export const comparedFigures: readonly FigureName[] = metricNames.flatMap((metric) =>
  metricInfo(metric).compared.map((statistic) => ({ metric, statistic: statistic === "value" ? null : statistic })),
);

/** Far percentiles hang on a few messages of a trial: they need a larger change to mean anything. */
const tailStatistics: ReadonlySet<Statistic | null> = new Set(["p90", "p95", "p99"]);
/** These hang on so few that no number of trials makes a gate of them. */
const ungatedStatistics: ReadonlySet<Statistic | null> = new Set(["min", "max", "p99.9", "p99.99"]);

const defaultMinEffect = 0.05;
const tailMinEffect = 0.1;

/** The least relative change that counts. */
export function minEffectOf({ statistic }: FigureName): number {
  return tailStatistics.has(statistic) ? tailMinEffect : defaultMinEffect;
}

export function isGated({ statistic }: FigureName): boolean {
  return !ungatedStatistics.has(statistic);
}
