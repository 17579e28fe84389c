/** What a longer run than this would need. */
import type { Trend } from "../../metrics/trend.ts";
import type { Note } from "../../result/schema.ts";

const notableBytesPerMinute = 1e6;

/** Warnings about mqbench's own resident memory through measure. */
export function memoryWarnings(trend: Trend | undefined): readonly Note[] {
  if (trend === undefined || !trend.isDistinct || trend.perMinute < notableBytesPerMinute) return [];
  const megabytes = (trend.perMinute / 1e6).toFixed(1);
  const text = `mqbench's own memory rose ${megabytes} MB a minute through measure: a run of a day needs more than this one`;
  return [{ code: "generator-memory-rises", text }];
}
