/** Where a series changed its level: E-divisive means with Student's t-test, windows and a second, stricter pass (Hunter, arXiv 2301.03034; Apache Otava). Pure. */
import { mean, variance } from "../metrics/statistics.ts";
import { studentTail } from "./ranks/significance.ts";

export interface ChangePoint {
  /** The first value of the new level. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  readonly p: number;
}

export interface ChangePointOptions {
  /** Values looked at together: a change is not hidden by what lies far before or after it. */
  readonly window: number;
  readonly maxP: number;
  /** Least relative change, of the smaller level. */
  readonly minMagnitude: number;
}

const defaultChangePointOptions: ChangePointOptions = { window: 50, maxP: 0.001, minMagnitude: 0.03 };

/** Of fewer values no change can be told, however large: two alone have no spread. */
export const leastValues = 3;

export function findChangePoints(
  series: readonly number[],
  options: ChangePointOptions = defaultChangePointOptions,
): readonly ChangePoint[] {
  return keepStrong(series, findWeak(series, options), options);
}

/** First pass, with a level that lets more through: a strict one would stop before it saw what lies behind a doubtful point. */
function findWeak(series: readonly number[], { window, maxP }: ChangePointOptions): readonly number[] {
  const weakP = maxP < 0.05 ? maxP * 10 : Math.min(maxP * 2, Math.max(maxP, 1));
  const found = new Set<number>();
  let start = 0;
  while (start < series.length) {
    const inWindow = divide(series.slice(start, start + window), weakP).map((index) => index + start);
    for (const index of inWindow) found.add(index);
    start = Math.max(inWindow.at(-1) ?? 0, start + Math.floor(window / 2));
  }
  return [...found].toSorted((a, b) => a - b);
}

/** Splits at the place that divides best, and the parts again, until the best place divides no more. */
function divide(series: readonly number[], maxP: number): readonly number[] {
  const found: number[] = [];
  for (;;) {
    const best = segmentsOf(series.length, found)
      .flatMap(([from, to]) => {
        const candidate = bestDivision(series.slice(from, to));
        return candidate === undefined ? [] : [{ from, to, index: from + candidate.index, gain: candidate.gain }];
      })
      .reduce<{ from: number; to: number; index: number; gain: number } | undefined>(
        (most, each) => (most === undefined || each.gain > most.gain ? each : most),
        undefined,
      );
    if (best === undefined) return found;
    const p = differenceP(series.slice(best.from, best.index), series.slice(best.index, best.to));
    if (p > maxP) return found;
    found.push(best.index);
    found.sort((a, b) => a - b);
  }
}

/**
 * Of every split of a beginning of the series in two, the one whose parts differ most: twice the mean distance between them less
 * the mean distances within, weighted by their sizes (Matteson and James, arXiv 1306.4933).
 */
function bestDivision(series: readonly number[]): { readonly index: number; readonly gain: number } | undefined {
  const size = series.length;
  const distance = (a: number, b: number): number => Math.abs((series[a] ?? 0) - (series[b] ?? 0));
  let best: { index: number; gain: number } | undefined;
  // Within the left part, of every length.
  const withinLeft = new Float64Array(size + 1);
  for (let end = 1; end < size; end += 1) {
    let added = 0;
    for (let index = 0; index < end; index += 1) added += distance(index, end);
    withinLeft[end + 1] = (withinLeft[end] ?? 0) + added;
  }
  for (let split = 1; split < size; split += 1) {
    let [between, withinRight] = [0, 0];
    for (let end = split; end < size; end += 1) {
      for (let index = 0; index < split; index += 1) between += distance(index, end);
      for (let index = split; index < end; index += 1) withinRight += distance(index, end);
      const [left, right] = [split, end + 1 - split];
      const gain =
        (2 * between -
          (left > 1 ? (2 * right * (withinLeft[left] ?? 0)) / (left - 1) : 0) -
          (right > 1 ? (2 * left * withinRight) / (right - 1) : 0)) /
        (left + right);
      if (best === undefined || gain > best.gain) best = { index: split, gain };
    }
  }
  return best;
}

/** Second pass: takes away the weakest point, and judges its neighbours again, until all that are left hold. */
function keepStrong(
  series: readonly number[],
  weak: readonly number[],
  { maxP, minMagnitude }: ChangePointOptions,
): readonly ChangePoint[] {
  const kept = [...weak];
  for (;;) {
    const points = describe(series, kept);
    const leastLikely = largestBy(points, ({ p }) => p);
    if (leastLikely === undefined) return points;
    const smallest = largestBy(points, (point) => -magnitudeOf(point));
    const weakest = leastLikely.p >= maxP ? leastLikely : smallest;
    if (weakest === undefined || (weakest === smallest && leastLikely.p < maxP && magnitudeOf(weakest) > minMagnitude))
      return points;
    kept.splice(kept.indexOf(weakest.index), 1);
  }
}

function describe(series: readonly number[], indexes: readonly number[]): readonly ChangePoint[] {
  return indexes.map((index, place) => {
    const left = series.slice(indexes[place - 1] ?? 0, index);
    const right = series.slice(index, indexes[place + 1] ?? series.length);
    return { index, before: mean([...left]), after: mean([...right]), p: differenceP(left, right) };
  });
}

/** The change relative to the smaller of both levels: ×2 and ÷2 are as large. */
function magnitudeOf({ before, after }: ChangePoint): number {
  const change = (from: number, to: number): number => (from === 0 ? 0 : Math.abs(to / from - 1));
  return Math.max(change(before, after), change(after, before));
}

/** Two-sided Student's t with one variance for both sides. */
function differenceP(left: readonly number[], right: readonly number[]): number {
  const size = left.length + right.length;
  if (size < leastValues) return 1;
  const degrees = size - 2;
  // As Otava has it: the variance of the values themselves, weighted by one less than their number.
  const spread = (values: readonly number[]): number => (values.length - 1) * variance([...values]);
  const pooled = (spread(left) + spread(right)) / degrees;
  const difference = mean([...left]) - mean([...right]);
  if (difference === 0) return 1;
  return studentTail(difference / Math.sqrt(pooled * (1 / left.length + 1 / right.length)), degrees);
}

function segmentsOf(size: number, indexes: readonly number[]): readonly (readonly [number, number])[] {
  const ends = [...indexes, size];
  return ends.map((end, place) => [ends[place - 1] ?? 0, end] as const);
}

function largestBy<T>(items: readonly T[], key: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (most, each) => (most === undefined || key(each) > key(most) ? each : most),
    undefined,
  );
}
