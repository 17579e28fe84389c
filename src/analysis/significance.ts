/** How likely a difference is by chance: exact tests of two samples and of pairs, and what many tests at once cost. Pure. */
import { seededRandom } from "../seeded-random.ts";

/** Beyond, an approximation is as good and the exact count slow. */
const largestExactSamples = 120;
/** 2^20 ways to flip take a few milliseconds. */
const largestExactPairs = 20;
const sampledFlips = 100_000;

/**
 * Two-sided Mann-Whitney U, by counting every way to deal the pooled ranks to two samples of these sizes.
 * Equal values share the mean of their ranks, and the count is over those: exact with ties too.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const pooled = doubledRanks([...a, ...b]);
  const observed = sum(pooled.slice(0, a.length));
  const expected = (a.length * sum(pooled)) / pooled.length;
  const distance = Math.abs(observed - expected);
  if (distance === 0) return 1;
  if (pooled.length > largestExactSamples) return tailOfRanks(distance, pooled, a.length);
  const ways = waysToDeal(pooled, a.length);
  const total = sum([...ways]);
  let extreme = 0;
  // Ranks are whole halves, so their doubles are whole numbers: only the expectation may be a fraction.
  for (const [rankSum, count] of ways.entries()) if (Math.abs(rankSum - expected) >= distance - 1e-9) extreme += count;
  return Math.min(1, extreme / total);
}

/** The least that `mannWhitney` can say of samples of these sizes without ties. */
export function leastMannWhitney(a: number, b: number): number {
  let ways = 1;
  for (let index = 1; index <= Math.min(a, b); index += 1) ways *= (a + b - index + 1) / index;
  return Math.min(1, 2 / ways);
}

/**
 * Two-sided sign-flip test of paired differences: had the two sides of a pair nothing to tell them apart, each difference might
 * as well have the other sign. Counts every way to flip them; for many pairs, a seeded sample of the ways.
 */
export function signFlip(differences: readonly number[]): number {
  const sizes = differences.map(Math.abs);
  const observed = Math.abs(sum(differences));
  if (observed === 0) return 1;
  // Sums in another order differ in their last digits.
  const atLeast = observed * (1 - 1e-12);
  if (sizes.length > largestExactPairs) return sampledSignFlip(sizes, atLeast);
  let sums = new Float64Array([0]);
  for (const size of sizes) {
    const next = new Float64Array(sums.length * 2);
    for (const [index, value] of sums.entries()) {
      next[2 * index] = value + size;
      next[2 * index + 1] = value - size;
    }
    sums = next;
  }
  let extreme = 0;
  for (const value of sums) if (Math.abs(value) >= atLeast) extreme += 1;
  return extreme / sums.length;
}

/** The least that `signFlip` can say of so many pairs. */
export function leastSignFlip(pairs: number): number {
  return Math.min(1, 2 ** (1 - pairs));
}

/** Holm's step-down: of many tests at once, each p as it counts when the chance of even one false alarm is to stay below the level. */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const adjusted = [...values];
  let highest = 0;
  for (const [rank, index] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (values[index] ?? 1) * (values.length - rank)));
    adjusted[index] = highest;
  }
  return adjusted;
}

/** Two-sided tail of Student's t for a whole number of degrees of freedom: a finite sum (Abramowitz and Stegun 26.7.3 and 26.7.4). */
export function studentTail(t: number, degrees: number): number {
  if (Number.isNaN(t)) return 1;
  if (!Number.isFinite(t)) return 0;
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let series = degrees === 1 ? 0 : term;
  for (let index = isOdd ? 3 : 2; index <= degrees - 2; index += 2) {
    term *= cosine ** 2 * ((index - 1) / index);
    series += term;
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sine * series) : sine * series;
  return Math.min(1, Math.max(0, 1 - within));
}

/** Twice the rank of each value, from 1; equal values share the mean of theirs. */
function doubledRanks(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = values.map(() => 0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to += 1;
    for (const index of order.slice(from, to)) ranks[index] = from + 1 + to;
    from = to;
  }
  return ranks;
}

/** By rank sum, in how many ways `chosen` of the ranks add up to it. */
function waysToDeal(ranks: readonly number[], chosen: number): Float64Array {
  const width = sum(ranks) + 1;
  const ways = Array.from({ length: chosen + 1 }, () => new Float64Array(width));
  ways[0]?.set([1]);
  let reached = 0;
  for (const [taken, rank] of ranks.entries()) {
    reached += rank;
    for (let count = Math.min(taken + 1, chosen); count > 0; count -= 1) {
      const [into, from] = [ways[count], ways[count - 1]];
      if (into === undefined || from === undefined) continue;
      for (let rankSum = reached; rankSum >= rank; rankSum -= 1)
        into[rankSum] = (into[rankSum] ?? 0) + (from[rankSum - rank] ?? 0);
    }
  }
  return ways[chosen] ?? new Float64Array();
}

/** Student's t of the ranks (Conover and Iman), with the variance that the ties leave. */
function tailOfRanks(distance: number, ranks: readonly number[], chosen: number): number {
  const size = ranks.length;
  const mean = sum(ranks) / size;
  const spread = sum(ranks.map((rank) => (rank - mean) ** 2));
  const variance = (chosen * (size - chosen) * spread) / (size * (size - 1));
  const score = distance ** 2 / variance;
  return studentTail(Math.sqrt((score * (size - 2)) / (size - 1 - score)), size - 2);
}

function sampledSignFlip(sizes: readonly number[], atLeast: number): number {
  const random = seededRandom(sizes.length);
  // What was observed is one of the ways.
  let extreme = 1;
  for (let flip = 1; flip < sampledFlips; flip += 1) {
    const value = sizes.reduce((total, size) => total + (random() < 0.5 ? size : -size), 0);
    if (Math.abs(value) >= atLeast) extreme += 1;
  }
  return extreme / sampledFlips;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The fewest trials a side, or pairs, of which a test could say less than `p`. */
export function fewestTrialsFor(test: "Mann-Whitney" | "sign flip", p: number): number {
  let trials = 1;
  while ((test === "sign flip" ? leastSignFlip(trials) : leastMannWhitney(trials, trials)) >= p) trials += 1;
  return trials;
}
