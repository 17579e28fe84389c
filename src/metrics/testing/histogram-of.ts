/** A histogram of a test's own values. */
import { Histogram } from "../histogram.ts";
import { IntervalCounts } from "../interval-counts.ts";

/** Nanoseconds. */
export function histogramOf(values: readonly number[]): Histogram {
  const counts = new IntervalCounts();
  for (const value of values) counts.record(Math.round(value));
  const histogram = new Histogram();
  histogram.add(counts.take());
  return histogram;
}
