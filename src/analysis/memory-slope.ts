/** Whether resident memory grows through measure, by the slope of its gauge and the interval of that. Pure. */
import { median } from "../metrics/statistics.ts";
import { fitSlope } from "../metrics/trend.ts";
import type { Trial } from "../result/schema.ts";

export interface MemorySlope {
  /** Median through measure. */
  readonly bytes: number;
  readonly bytesPerHour: number;
  /** Both ends of its 99 % interval. */
  readonly from: number;
  readonly to: number;
  /** flat: whatever the slope is, it is less than a fiftieth of the memory an hour; unknown: the interval holds that and more. */
  readonly verdict: "flat" | "growing" | "shrinking" | "unknown";
}

/** Of the memory itself, an hour. */
const flatShare = 1 / 50;

/** undefined: measure lasted less than two minutes, or the gauge does not exist. */
export function memorySlope({ series }: Trial, column: "brokerRss" | "generatorRss"): MemorySlope | undefined {
  const values = series.columns[column] ?? [];
  const points = series.seconds.flatMap((x, row) => {
    const y = values[row];
    return series.phase[row] === "measure" && typeof y === "number" ? [{ x, y }] : [];
  });
  const slope = fitSlope(points);
  if (slope === undefined) return undefined;
  const bytes = median(points.map(({ y }) => y));
  const [bytesPerHour, from, to] = [slope.perSecond * 3600, slope.from * 3600, slope.to * 3600];
  return { bytes, bytesPerHour, from, to, verdict: verdictOf(from, to, bytes * flatShare) };
}

function verdictOf(from: number, to: number, flat: number): MemorySlope["verdict"] {
  if (from >= -flat && to <= flat) return "flat";
  if (from > 0) return "growing";
  return to < 0 ? "shrinking" : "unknown";
}
