/** One statistic of a latency as a result keeps it: its value, or what it is at least. Pure. */
import type { Statistic } from "../../metrics/catalogue.ts";
import type { Metric } from "./metric-section.ts";

export type HistogramMetric = Extract<Metric, { readonly kind: "histogram" }>;

export interface StatisticValue {
  readonly value: number;
  /** Only a lower bound: of what it counts some never ended, or how much lag is in it is not known. */
  readonly isAtLeast: boolean;
  /** Where above the bound it is thought to be; null: it is no bound, or nothing is known of that. */
  readonly estimate: number | null;
}

/** null: it does not exist, or too few lie beyond it. */
export function readStatistic(metric: HistogramMetric, statistic: Statistic): StatisticValue | null {
  const value = valueOf(metric, statistic);
  if (value === undefined) return null;
  const isAtLeast = statistic in { ...metric.unended?.atMost, ...metric.atMost };
  return { value, isAtLeast, estimate: metric.estimates?.[statistic] ?? null };
}

function valueOf(metric: HistogramMetric, statistic: Statistic): number | undefined {
  switch (statistic) {
    case "min":
    case "max":
    case "mean":
      return metric[statistic];
    default:
      return metric.percentiles[statistic];
  }
}
