/**
 * Between what a percentile of times less their lag lies, whatever time and lag have to do with each other: a slow answer is often read late too, and
 * then neither says which of the two made it slow. The bounds of Makarov (1981) for a difference; the upper one is what was measured, as no
 * lag is negative. And where between them it is thought to be, by the lags that probes of the same rank met. Pure.
 */
import { Histogram } from "../histogram.ts";
import type { Quantiles } from "./less-crowded-lag.ts";
import { fewestSamplesFor } from "../percentiles.ts";
import { percentilesOf, weightedOf } from "./ranked-lag.ts";
import type { Weighted } from "./ranked-lag.ts";
import { figuresWith } from "../unended.ts";
import type { BoundedSummary } from "../unended.ts";

/** Shares of the lags that may be longer than is taken off, as multiples of the share of times beyond the percentile. */
const shares = [0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8];
/** Further out single events decide, which sensors and probes do not share. */
const furthestEstimate = 99;

/**
 * The least that a percentile can be. A time is no longer than t + u, or its lag is longer than u: so at most that share of the times less lag is below t. `lags`: of each
 * kind that is in the times; 0 where nothing more is known.
 */
export function leastLessLag(times: Histogram, lags: readonly Quantiles[], percentile: number): number {
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
  /** Where between the two it is thought to be. */
  readonly estimates?: Readonly<Record<string, number>>;
}

interface Measured {
  readonly times: Histogram;
  /** Ages of what had not ended. */
  readonly unended: Histogram;
  /** `times` less their lag, by rank. */
  readonly ranked: readonly Weighted[];
  readonly lags: readonly Quantiles[];
}

/** `summary` of times less lag: its median stays, its maximum is no more than was measured; of each percentile beyond the median, what it is at least and at most takes the place of the estimate. */
export function withBoundedTail(summary: BoundedSummary, measured: Measured): LessLagSummary {
  const { times, unended, lags } = measured;
  const all = new Histogram();
  const seen = figuresWith(times, unended, all);
  if (unended.count === 0) all.merge(times);
  const tail = Object.keys(summary.percentiles).filter((name) => name !== "p50");
  const isOpen = (name: string): boolean => seen.unended !== undefined && name in seen.unended.atMost;
  const least = leastOf(tail, all, lags);
  const most = tail.flatMap((name) => (isOpen(name) ? [] : [[name, seen.percentiles[name] ?? 0] as const]));
  const percentiles = { ...summary.percentiles, ...Object.fromEntries(least) };
  const estimates = estimatesOf(percentiles, most, measured);
  const bounded = {
    ...summary,
    max: Math.min(summary.max, seen.max),
    percentiles,
    ...(most.length > 0 && { atMost: Object.fromEntries(most) }),
    ...(estimates.length > 0 && { estimates: Object.fromEntries(estimates) }),
  };
  if (summary.unended === undefined || seen.unended === undefined) return bounded;
  const others = Object.entries(summary.unended.atMost).filter(([name]) => !tail.includes(name));
  const open = Object.entries(seen.unended.atMost).filter(([name]) => tail.includes(name));
  return { ...bounded, unended: { ...summary.unended, atMost: Object.fromEntries([...others, ...open]) } };
}

type Named = readonly [name: string, ns: number];

/** What a percentile is at least, those beyond it are too. The median's estimate is no bound: that of p75 may lie below it. */
function leastOf(tail: readonly string[], times: Histogram, lags: readonly Quantiles[]): readonly Named[] {
  let least = 0;
  return tail.map((name): Named => {
    least = Math.max(least, leastLessLag(times, lags, Number(name.slice(1))));
    return [name, least];
  });
}

/** By rank, and never outside of what they are at least and at most. */
function estimatesOf(
  least: Readonly<Record<string, number>>,
  most: readonly Named[],
  { ranked, unended, lags }: Measured,
): readonly Named[] {
  const read = percentilesOf([...ranked, ...weightedOf(unended)]);
  return most.flatMap(([name, highest]): Named[] => {
    const percentile = Number(name.slice(1));
    const isKnown = percentile <= furthestEstimate && lags.every(({ count }) => count >= fewestSamplesFor(percentile));
    if (ranked.length === 0 || !isKnown) return [];
    const lowest = Math.max(least[name] ?? 0, least["p50"] ?? 0);
    return [[name, Math.min(highest, Math.max(lowest, read(percentile)))]];
  });
}
