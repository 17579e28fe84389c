/**
 * Between what a percentile of times less their lag lies, whatever time and lag have to do with each other: a slow answer is often read late too, and
 * then neither says which of the two made it slow. The bounds of Makarov (1981) for a difference; the upper one is what was measured, as no
 * lag is negative. Pure.
 */
import { Histogram } from "./histogram.ts";
import { fewestSamplesFor } from "./percentiles.ts";
import { figuresWith } from "./unended.ts";
import type { BoundedSummary } from "./unended.ts";

/** Shares of the lags that may be longer than is taken off, as multiples of the share of times beyond the percentile. */
const shares = [0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8];

/**
 * The least that a percentile can be. A time is no longer than t + u, or its lag is longer than u: so at most that share of the times less lag is below t. `lags`: of each
 * kind that is in the times; 0 where nothing more is known.
 */
export function leastLessLag(times: Histogram, lags: readonly Histogram[], percentile: number): number {
  const beyond = 100 - percentile;
  const found = shares.flatMap((share) => {
    const [at, lagAt] = [percentile - share * beyond, 100 - share * beyond];
    // Of so few probes nothing can be said so far out.
    if (at <= 0 || lags.some(({ count }) => count < fewestSamplesFor(lagAt))) return [];
    return [times.percentile(at) - Math.max(...lags.map((each) => each.percentile(lagAt)))];
  });
  return Math.max(0, ...found);
}

export interface LessLagSummary extends BoundedSummary {
  /** The most that a percentile can be, which is a lower bound. */
  readonly atMost?: Readonly<Record<string, number>>;
}

interface Measured {
  readonly times: Histogram;
  /** Ages of what had not ended. */
  readonly unended: Histogram;
  readonly lags: readonly Histogram[];
}

/** `summary` of times less lag: its median stays, its maximum is no more than was measured; of each percentile beyond the median, what it is at least and at most takes the place of the estimate. */
export function withBoundedTail(summary: BoundedSummary, { times, unended, lags }: Measured): LessLagSummary {
  const all = new Histogram();
  const measured = figuresWith(times, unended, all);
  if (unended.count === 0) all.merge(times);
  const tail = Object.keys(summary.percentiles).filter((name) => name !== "p50");
  const isOpen = (name: string): boolean => measured.unended !== undefined && name in measured.unended.atMost;
  const least = tail.map((name) => [name, leastLessLag(all, lags, Number(name.slice(1)))] as const);
  const most = tail.flatMap((name) => (isOpen(name) ? [] : [[name, measured.percentiles[name] ?? 0] as const]));
  const bounded = {
    ...summary,
    max: Math.min(summary.max, measured.max),
    percentiles: { ...summary.percentiles, ...Object.fromEntries(least) },
    ...(most.length > 0 && { atMost: Object.fromEntries(most) }),
  };
  if (summary.unended === undefined || measured.unended === undefined) return bounded;
  const others = Object.entries(summary.unended.atMost).filter(([name]) => !tail.includes(name));
  const open = Object.entries(measured.unended.atMost).filter(([name]) => tail.includes(name));
  return { ...bounded, unended: { ...summary.unended, atMost: Object.fromEntries([...others, ...open]) } };
}
