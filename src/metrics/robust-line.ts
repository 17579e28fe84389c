/** A line through a few points that one bad point does not bend (Theil and Sen). Pure. */
import { median } from "./statistics.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Largest distance of a point from the line ÷ what the line rises or falls over the points. */
  readonly residualShare: number;
}

/** The median of the slopes between every two points; undefined for fewer than three, or when all stand at one x. */
export function fitLine(points: readonly Point[]): Line | undefined {
  const slopes = points.flatMap((a, index) =>
    points.slice(index + 1).flatMap((b) => (a.x === b.x ? [] : [(b.y - a.y) / (b.x - a.x)])),
  );
  if (points.length < 3 || slopes.length === 0) return undefined;
  const slope = median(slopes);
  const intercept = median(points.map(({ x, y }) => y - slope * x));
  const width = Math.max(...points.map(({ x }) => x)) - Math.min(...points.map(({ x }) => x));
  const farthest = Math.max(...points.map(({ x, y }) => Math.abs(y - intercept - slope * x)));
  return { slope, intercept, residualShare: farthest === 0 ? 0 : farthest / (Math.abs(slope) * width) };
}
