/** How large a difference is: the ratio of two samples, or of pairs, with the interval that inverts its exact test. Pure. */
import { quantileSorted } from "../../metrics/statistics.ts";
import { total, waysToDealPlain, waysToSignPlain } from "./null-ranks.ts";
import { largestExactSamples } from "./significance.ts";

/** A ratio head ÷ base and what may be said of it; logarithms where sizes are compared, since ×2 and ÷2 are the same change. */
export interface Effect {
  readonly ratio: number;
  /** The 95 % interval of the ratio; null: too few trials for one. */
  readonly interval: readonly [low: number, high: number] | null;
}

/** The share of intervals that may miss the truth. */
const missed = 0.05;
const normalQuantile = 1.96;

/** Hodges and Lehmann: the median of head ÷ base over every trial of one with every trial of the other. */
export function ratioOfSamples(base: readonly number[], head: readonly number[]): Effect {
  const differences = pairwiseDifferences(base.map(Math.log), head.map(Math.log));
  return effectOf(differences, placeOfSamples(base.length, head.length, missed));
}

/** The effect of pairs: the median over every mean of two of their logarithmic ratios, so that what drifts hits both sides of a pair and cancels. */
export function ratioOfPairs(logRatios: readonly number[]): Effect {
  return effectOf(walshMeans(logRatios), placeOfPairs(logRatios.length, missed));
}

/** Every difference of a value of one sample and one of the other, in order. */
export function pairwiseDifferences(from: ArrayLike<number>, to: ArrayLike<number>): Float64Array {
  const differences = new Float64Array(from.length * to.length);
  for (let row = 0; row < to.length; row += 1) {
    for (let column = 0; column < from.length; column += 1)
      differences[row * from.length + column] = (to[row] ?? 0) - (from[column] ?? 0);
  }
  return differences.toSorted();
}

/** Every mean of two values, each with itself too, in order (Walsh). */
export function walshMeans(values: ArrayLike<number>): Float64Array {
  const means = new Float64Array((values.length * (values.length + 1)) / 2);
  let place = 0;
  for (let first = 0; first < values.length; first += 1) {
    for (let second = first; second < values.length; second += 1, place += 1)
      means[place] = ((values[first] ?? 0) + (values[second] ?? 0)) / 2;
  }
  return means.toSorted();
}

/**
 * How many of the pairwise differences, counted from either end, a two-sided Mann-Whitney test at `level` rejects as the shift.
 * Between two attainable levels a fraction: the interval ends between two differences.
 */
export function placeOfSamples(from: number, to: number, level: number): number {
  if (from + to <= largestExactSamples) {
    // The rank sum of a sample begins at 1 + 2 + … of its size, where U is 0.
    const ways = waysToDealPlain(from + to, from).subarray((from * (from + 1)) / 2);
    return placeIn(ways, level);
  }
  return (from * to) / 2 + 0.5 - normalQuantile * Math.sqrt((from * to * (from + to + 1)) / 12);
}

/** The same of Walsh means and the signed-rank test. */
export function placeOfPairs(pairs: number, level: number): number {
  if (pairs <= largestExactSamples) return placeIn(waysToSignPlain(pairs), level);
  const means = (pairs * (pairs + 1)) / 2;
  return means / 2 + 0.5 - normalQuantile * Math.sqrt((means * (2 * pairs + 1)) / 12);
}

/** Below 1 even the least statistic is likelier than the level: there is no interval. */
function placeIn(ways: Float64Array, level: number): number {
  const all = total(ways);
  let tail = 0;
  for (const [place, count] of ways.entries()) {
    const next = tail + (2 * count) / all;
    if (next > level) return place + (level - tail) / (next - tail);
    tail = next;
  }
  return 0;
}

function effectOf(sorted: Float64Array, place: number): Effect {
  const whole = Math.floor(place);
  if (whole < 1) return { ratio: Math.exp(medianOf(sorted)), interval: null };
  const [low, high] = ends(sorted, whole, place - whole);
  return { ratio: Math.exp(medianOf(sorted)), interval: [Math.exp(low), Math.exp(high)] };
}

/** The values at a place from either end, counted from 1, and so far on to the next ones inwards. */
function ends(sorted: ArrayLike<number>, place: number, share: number): readonly [low: number, high: number] {
  const between = (outer: number, inner: number): number => {
    const [from, to] = [sorted[outer] ?? 0, sorted[inner] ?? 0];
    return from + share * (to - from);
  };
  return [between(place - 1, place), between(sorted.length - place, sorted.length - place - 1)];
}

/**
 * 95 % of the median of a sample: order statistics by the sign test, between two of them by Hettmansperger and Sheather (1986);
 * null for fewer than six values, of which no two are that far apart.
 */
export function medianInterval(values: readonly number[]): readonly [low: number, high: number] | null {
  const size = values.length;
  const ways = binomialWays(size);
  const place = Math.floor(placeIn(ways, missed));
  if (place < 1) return null;
  const outer = 1 - (2 * total(ways.subarray(0, place))) / 2 ** size;
  const inner = 1 - (2 * total(ways.subarray(0, place + 1))) / 2 ** size;
  const share = (outer - (1 - missed)) / (outer - inner);
  const weight = ((size - place) * share) / (place + (size - 2 * place) * share);
  return ends(
    values.toSorted((a, b) => a - b),
    place,
    weight,
  );
}

/** By number of heads, in how many ways so many coins can fall. */
function binomialWays(coins: number): Float64Array {
  const ways = new Float64Array(coins + 1);
  ways[0] = 1;
  for (let heads = 1; heads <= coins; heads += 1) ways[heads] = ((ways[heads - 1] ?? 0) * (coins - heads + 1)) / heads;
  return ways;
}

export function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Values beyond Tukey's fences: reported, never dropped. */
export function outliersOf(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length < 4) return [];
  const [low, high] = [quantileSorted(sorted, 0.25), quantileSorted(sorted, 0.75)];
  const reach = 1.5 * (high - low);
  return sorted.filter((value) => value < low - reach || value > high + reach);
}
