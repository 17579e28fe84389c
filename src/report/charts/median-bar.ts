/** The median of a latency as a bar: with `≥` where it is only a lower bound. Pure. */
import type { HistogramMetric } from "../../result/sections/statistic.ts";
import { statisticText } from "../bounds-text.ts";
import type { Bar } from "./bar-chart.ts";
import type { Named } from "./looks.ts";

/** None where there is no median. */
export function medianBar({ name, look }: Named, metric: HistogramMetric | null | undefined): readonly Bar[] {
  const p50 = metric?.percentiles["p50"];
  return p50 === undefined ? [] : [{ name, text: statisticText(metric, "p50"), parts: [{ value: p50, look }] }];
}
