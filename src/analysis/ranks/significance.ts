/** How likely a difference is by chance: exact tests of two samples and of pairs, and what many tests at once cost. Pure. */
import {
  areDistinct,
  doubledRanks,
  total,
  waysToDeal,
  waysToDealPlain,
  waysToSign,
  waysToSignPlain,
} from "./null-ranks.ts";

/** Beyond so many values an approximation is as good and the exact count slow. */
export const largestExactSamples = 120;

/** A false alarm in at most so many of a hundred comparisons in which nothing changed. */
export const significanceLevel = 0.05;

/** Two samples, or pairs. */
export type TestName = "Mann-Whitney" | "signed rank";

/**
 * Two-sided Mann-Whitney U, by counting every way to deal the pooled ranks to two samples of these sizes.
 * Equal values share the mean of their ranks, and the count is over those: exact with ties too.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const pooled = doubledRanks([...a, ...b]);
  const observed = total(pooled.slice(0, a.length));
  const expected = (a.length * total(pooled)) / pooled.length;
  const distance = Math.abs(observed - expected);
  if (distance === 0) return 1;
  if (pooled.length > largestExactSamples) return tailOfRanks(distance, pooled, a.length);
  return areDistinct(pooled)
    ? extremeShare(waysToDealPlain(pooled.length, a.length), expected / 2, distance / 2)
    : extremeShare(waysToDeal(pooled, a.length), expected, distance);
}

/** The least that `mannWhitney` can say of samples of these sizes without ties. */
export function leastMannWhitney(a: number, b: number): number {
  let ways = 1;
  for (let index = 1; index <= Math.min(a, b); index += 1) ways *= (a + b - index + 1) / index;
  return Math.min(1, 2 / ways);
}

/**
 * Two-sided signed-rank test of paired differences (Wilcoxon): had the two sides of a pair nothing to tell them apart, each
 * difference might as well have the other sign. Counts every way to sign the ranks of their sizes; pairs without a difference say
 * nothing and are left out.
 */
export function signedRank(differences: readonly number[]): number {
  const known = differences.filter((value) => value !== 0);
  const ranks = doubledRanks(known.map(Math.abs));
  const expected = total(ranks) / 2;
  const distance = Math.abs(total(ranks.filter((_, index) => (known[index] ?? 0) > 0)) - expected);
  if (distance === 0) return 1;
  if (ranks.length > largestExactSamples) return tailOfSigns(distance, ranks);
  return areDistinct(ranks)
    ? extremeShare(waysToSignPlain(ranks.length), expected / 2, distance / 2)
    : extremeShare(waysToSign(ranks), expected, distance);
}

/** The least that `signedRank` can say of so many pairs. */
export function leastSignedRank(pairs: number): number {
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

/** Student's t of the ranks (Conover and Iman), with the variance that the ties leave. */
function tailOfRanks(distance: number, ranks: readonly number[], chosen: number): number {
  const size = ranks.length;
  const mean = total(ranks) / size;
  const spread = total(ranks.map((rank) => (rank - mean) ** 2));
  const variance = (chosen * (size - chosen) * spread) / (size * (size - 1));
  const score = distance ** 2 / variance;
  return studentTail(Math.sqrt((score * (size - 2)) / (size - 1 - score)), size - 2);
}

/** Student's t of the signed ranks, whose doubles' deviation from the expectation is `distance` (Conover). */
function tailOfSigns(distance: number, ranks: readonly number[]): number {
  const size = ranks.length;
  const signed = 2 * distance;
  const squares = total(ranks.map((rank) => rank ** 2));
  return studentTail(signed / Math.sqrt((size * squares - signed ** 2) / (size - 1)), size - 1);
}

/** The share of all ways whose sum lies at least `distance` from the expectation: sums are whole, only the expectation may be a fraction. */
function extremeShare(ways: Float64Array, expected: number, distance: number): number {
  let extreme = 0;
  for (const [sum, count] of ways.entries()) if (Math.abs(sum - expected) >= distance - 1e-9) extreme += count;
  return Math.min(1, extreme / total(ways));
}

/** The least that a test can say of so many trials a side, or pairs. */
export function leastP(test: TestName, [base, head]: readonly [base: number, head: number]): number {
  return test === "signed rank" ? leastSignedRank(base) : leastMannWhitney(base, head);
}

/** The fewest trials a side, or pairs, of which a test could say less than `p`; `beside`: trials that one side has already. */
export function fewestTrialsFor(test: TestName, p: number, beside = 0): number {
  let trials = 1;
  while (leastP(test, [trials, Math.max(trials, beside)]) >= p) trials += 1;
  return trials;
}
