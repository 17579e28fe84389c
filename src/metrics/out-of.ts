/** A figure that counts among nothing is 0 by absence, and says nothing. */
import { metricInfo } from "./catalogue.ts";
import type { MetricName } from "./catalogue.ts";

/** `0 expected`, where a metric counts among nothing; undefined where it counts among something, or nobody knows yet. */
export function countOfNothing(metric: MetricName, valueOf: (name: string) => number | undefined): string | undefined {
  const { outOf } = metricInfo(metric);
  return outOf !== null && outOf.metrics.every((name) => valueOf(name) === 0) ? `0 ${outOf.word}` : undefined;
}
