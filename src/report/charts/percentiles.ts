/** Latencies by percentile as lines, up to the tail. Pure. */
import type { HistogramName } from "../../metrics/catalogue.ts";
import { mergeKept, spectrum } from "../../metrics/encoded-histogram.ts";
import type { Trial } from "../../result/schema.ts";
import { keptAges, keptLatencies } from "../latencies.ts";
import { axisOf, axisWith } from "./axis.ts";
import type { Line, LineChart } from "./line-chart.ts";
import type { Named } from "./looks.ts";

export interface Percentiles extends Named {
  readonly metric: HistogramName;
  readonly trials: readonly Trial[];
}

const marks = [
  [0, "0 %"],
  [0.5, "50 %"],
  [0.9, "90 %"],
  [0.99, "99 %"],
  [0.999, "99.9 %"],
  [0.9999, "99.99 %"],
  [0.99999, "99.999 %"],
] as const;

/** undefined where nothing was timed. It ends where too few lie beyond, or never ended. */
export function percentileChart(all: readonly Percentiles[], title: string): LineChart | undefined {
  const lines = all.flatMap(({ name, look, metric, trials }): Line[] => {
    const ages = keptAges(trials, metric);
    const boundFromNs = mergeKept(ages)?.minNonZeroValue ?? Number.POSITIVE_INFINITY;
    const histogram = mergeKept([...keptLatencies(trials, metric), ...ages]);
    if (histogram === undefined || histogram.totalCount === 0) return [];
    const points = spectrum(histogram)
      .filter(({ ns }) => ns < boundFromNs)
      .map(({ quantile, ns }) => ({ x: quantile, y: ns }));
    return points.length === 0 ? [] : [{ name, look, points, form: "steps" }];
  });
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0) return undefined;
  const highest = Math.max(...points.map(({ x }) => x));
  const ticks = marks.filter(([at]) => at <= highest).map(([value, text]) => ({ value, text }));
  const place = (quantile: number): number => -Math.log10(1 - quantile);
  return {
    label: `${title} by percentile`,
    x: axisWith("share of messages not above", [...ticks, { value: highest, text: "" }], place),
    y: axisOf({ title, unit: "ns", values: points.map(({ y }) => y), isLog: true }),
    lines,
    height: 220,
  };
}
