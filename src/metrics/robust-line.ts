/** A line through a few points that one bad point does not bend (Theil and Sen). Pure. */

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

/** The middle value: of an even number, the mean of the two in the middle; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}
