/** Whether a gauge rises or falls through a run, and how fast. Pure. */
import { fitLine } from "./robust-line.ts";
import { median } from "./statistics.ts";
import type { Point } from "./robust-line.ts";

export interface Trend {
  readonly perMinute: number;
  /** Whether the direction is more than chance (Mann and Kendall, 1 % in both directions together). */
  readonly isDistinct: boolean;
}

/** Neighbours in time are alike: each part of the run counts once, with its median. */
const parts = 20;
/** In seconds: a shorter run is mostly its beginning. */
const shortest = 120;
const distinctDeviations = 2.576;

/** `x` in seconds, ascending; undefined for less than two minutes. */
export function fitTrend(points: readonly Point[]): Trend | undefined {
  const medians = partMedians(points);
  const line = medians && fitLine(medians);
  return line === undefined || medians === undefined
    ? undefined
    : { perMinute: line.slope * 60, isDistinct: Math.abs(kendallDeviations(medians)) > distinctDeviations };
}

export interface Slope {
  readonly perSecond: number;
  /** Both ends of the 99 % interval (Sen). */
  readonly from: number;
  readonly to: number;
}

/** The same slope with its interval; undefined for less than two minutes. */
export function fitSlope(points: readonly Point[]): Slope | undefined {
  const medians = partMedians(points);
  if (medians === undefined) return undefined;
  const slopes = medians
    .flatMap((a, index) => medians.slice(index + 1).map((b) => (b.y - a.y) / (b.x - a.x)))
    .toSorted((a, b) => a - b);
  const beyond = Math.max(0, Math.floor((slopes.length - distinctDeviations * kendallDeviation(medians.length)) / 2));
  return { perSecond: median(slopes), from: slopes[beyond] ?? 0, to: slopes[slopes.length - 1 - beyond] ?? 0 };
}

function partMedians(points: readonly Point[]): readonly Point[] | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last.x - first.x < shortest || points.length < parts)
    return undefined;
  return Array.from({ length: parts }, (_, part): Point => {
    const own = points.slice(
      Math.floor((part * points.length) / parts),
      Math.floor(((part + 1) * points.length) / parts),
    );
    return { x: median(own.map(({ x }) => x)), y: median(own.map(({ y }) => y)) };
  });
}

/** Rises less falls over all pairs, in standard deviations of what chance gives. */
function kendallDeviations(points: readonly Point[]): number {
  let rises = 0;
  for (const [index, a] of points.entries()) for (const b of points.slice(index + 1)) rises += Math.sign(b.y - a.y);
  return (rises - Math.sign(rises)) / kendallDeviation(points.length);
}

/** Of rises less falls, where only chance moves `n` points. */
function kendallDeviation(n: number): number {
  return Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
}
