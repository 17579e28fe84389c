/** Which change a comparison finds: by simulation, for the tests as they are made. Pure. */
import { probit } from "../../metrics/statistics.ts";
import { seededRandom } from "../../seeded-random.ts";
import { medianOf, pairwiseDifferences, placeOfPairs, placeOfSamples, walshMeans } from "./effect.ts";
import { leastP, significanceLevel } from "./significance.ts";
import type { TestName } from "./significance.ts";

/** How a figure is tested. */
export interface TestDesign {
  readonly test: TestName;
  /** Trials of both sides; of pairs, their number twice. */
  readonly trials: readonly [base: number, head: number];
  /** Tests that are made at once, all corrected for. */
  readonly tests: number;
  /** The least relative change that counts. */
  readonly minEffect: number;
}

/** A change is detectable when so many of a hundred comparisons find it. */
const power = 0.8;
const simulations = 2000;
/** With more trials a side the tests are as good as their approximation. */
const largestSimulated = 20;

/**
 * The least relative change that eight of ten comparisons find when the logarithms of the trials of a side (of pairs: of the
 * ratios) spread by this standard deviation and are normal: significant after the correction, and beyond the least that counts.
 * Infinite where so few trials cannot pass.
 */
export function detectableChange(spread: number, design: TestDesign): number {
  const { test, trials, tests, minEffect } = design;
  if (leastP(test, trials) * tests >= significanceLevel) return Number.POSITIVE_INFINITY;
  if (spread === 0) return minEffect;
  const least = Math.log1p(minEffect);
  if (Math.max(...trials) > largestSimulated) return approximateChange(spread, design);
  // Each simulated comparison without a change would have found one from so much on, in standard deviations.
  const found = Float64Array.from(noiseOf(test, trials, tests), ({ toReject, estimate }) =>
    Math.max(toReject, least / spread - estimate),
  ).toSorted();
  return Math.expm1(spread * (found[Math.ceil(power * simulations) - 1] ?? 0));
}

interface Noise {
  /** The shift from which on the test, corrected for all that are made at once, rejects that nothing changed. */
  readonly toReject: number;
  /** What the comparison estimates as the shift where there is none. */
  readonly estimate: number;
}

const simulated = new Map<string, readonly Noise[]>();

function noiseOf(test: TestName, [base, head]: TestDesign["trials"], tests: number): readonly Noise[] {
  const key = `${test} ${base} ${head} ${tests}`;
  const known = simulated.get(key);
  if (known !== undefined) return known;
  const random = seededRandom(1, key);
  const level = significanceLevel / tests;
  const place = Math.floor(test === "signed rank" ? placeOfPairs(base, level) : placeOfSamples(base, head, level));
  const noise = Array.from({ length: simulations }, (): Noise => {
    const shifts =
      test === "signed rank"
        ? walshMeans(normals(random, base))
        : pairwiseDifferences(normals(random, base), normals(random, head));
    return { toReject: -(shifts[place - 1] ?? 0), estimate: medianOf(shifts) };
  });
  simulated.set(key, noise);
  return noise;
}

/** Standard normal values, by Box and Muller. */
function normals(random: () => number, count: number): Float64Array {
  return Float64Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
}

/** The same for many trials: the standard error of both estimates is √(π ÷ 3) times that of a mean, where the noise is normal. */
export function approximateChange(
  spread: number,
  { test, trials: [base, head], tests, minEffect }: TestDesign,
): number {
  const samples = test === "signed rank" ? 1 / base : 1 / base + 1 / head;
  const error = spread * Math.sqrt((Math.PI / 3) * samples);
  const ofPower = probit(power);
  const ofLevel = probit(1 - significanceLevel / tests / 2);
  return Math.expm1(Math.max(Math.log1p(minEffect) + ofPower * error, (ofLevel + ofPower) * error));
}

/**
 * The standard deviation of logarithms, as often too large as too small: the usual estimate over the median of its chi
 * distribution (Wilson and Hilferty). Groups have a mean each.
 */
export function spreadOf(groups: readonly (readonly number[])[]): number {
  const degrees = groups.reduce((sum, { length }) => sum + length - 1, 0);
  if (degrees < 1) return 0;
  const squares = groups.reduce((sum, values) => sum + squaresAbout(values), 0);
  return Math.sqrt(squares / degrees / (1 - 2 / (9 * degrees)) ** 3);
}

function squaresAbout(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
