/** How large a difference is: the ratio of two samples, or of pairs, with its interval. Pure. */
import { quantileSorted, standardDeviation } from "simple-statistics";
import { seededRandom } from "../seeded-random.ts";

/** A ratio head ÷ base and what may be said of it; logarithms where sizes are compared, since ×2 and ÷2 are the same change. */
export interface Effect {
  readonly ratio: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  /** Standard error of the logarithm of the ratio. */
  readonly logError: number;
}

export interface BootstrapOptions {
  readonly resamples: number;
  readonly seed: number;
}

export const defaultBootstrap: BootstrapOptions = { resamples: 10_000, seed: 1 };

/** With many trials fewer resamples say as much, and all pairs of them take time. */
const mostPairsCompared = 1e7;
const fewestResamples = 200;

/** Hodges and Lehmann: the median of head ÷ base over every trial of one with every trial of the other. */
export function ratioOfSamples(base: readonly number[], head: readonly number[], options: BootstrapOptions): Effect {
  const [from, to] = [base.map(Math.log), head.map(Math.log)];
  const random = seededRandom(options.seed);
  return bootstrap(
    pairwiseMedian(from, to),
    () => pairwiseMedian(resample(from, random), resample(to, random)),
    bounded(options.resamples, from.length * to.length),
  );
}

/** Of pairs, the median over every mean of two of their logarithmic ratios: what drifts hits both sides of a pair and cancels. */
export function ratioOfPairs(logRatios: readonly number[], options: BootstrapOptions): Effect {
  const random = seededRandom(options.seed);
  return bootstrap(
    walshMedian(logRatios),
    () => walshMedian(resample(logRatios, random)),
    bounded(options.resamples, logRatios.length ** 2 / 2),
  );
}

/** Fewer trials give no interval. */
const fewestForInterval = 5;
const medianResamples = 2000;

/** 95 % of the median of a sample; null for fewer than five values. */
export function medianInterval(values: readonly number[]): readonly [low: number, high: number] | null {
  if (values.length < fewestForInterval) return null;
  const random = seededRandom(1);
  const medians = Array.from({ length: medianResamples }, () => medianOf(resample(values, random)));
  const sorted = medians.toSorted((a, b) => a - b);
  return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)];
}

function bootstrap(logRatio: number, draw: () => number, resamples: number): Effect {
  const sorted = Array.from({ length: resamples }, draw).toSorted((a, b) => a - b);
  return {
    ratio: Math.exp(logRatio),
    low: Math.exp(quantileSorted(sorted, 0.025)),
    high: Math.exp(quantileSorted(sorted, 0.975)),
    logError: standardDeviation(sorted),
  };
}

function bounded(resamples: number, pairs: number): number {
  return Math.min(resamples, Math.max(fewestResamples, Math.floor(mostPairsCompared / pairs)));
}

function pairwiseMedian(from: ArrayLike<number>, to: ArrayLike<number>): number {
  const differences = new Float64Array(from.length * to.length);
  for (let row = 0; row < to.length; row += 1) {
    for (let column = 0; column < from.length; column += 1)
      differences[row * from.length + column] = (to[row] ?? 0) - (from[column] ?? 0);
  }
  return medianOf(differences);
}

function walshMedian(values: ArrayLike<number>): number {
  const means = new Float64Array((values.length * (values.length + 1)) / 2);
  let place = 0;
  for (let first = 0; first < values.length; first += 1) {
    for (let second = first; second < values.length; second += 1, place += 1)
      means[place] = ((values[first] ?? 0) + (values[second] ?? 0)) / 2;
  }
  return medianOf(means);
}

function medianOf(values: Float64Array): number {
  values.sort();
  const middle = values.length >> 1;
  const upper = values[middle] ?? 0;
  return values.length % 2 === 1 ? upper : ((values[middle - 1] ?? 0) + upper) / 2;
}

function resample(values: readonly number[], random: () => number): Float64Array {
  const drawn = new Float64Array(values.length);
  for (let index = 0; index < drawn.length; index += 1)
    drawn[index] = values[Math.floor(random() * values.length)] ?? 0;
  return drawn;
}

/** Values beyond Tukey's fences: reported, never dropped. */
export function outliersOf(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length < 4) return [];
  const [low, high] = [quantileSorted(sorted, 0.25), quantileSorted(sorted, 0.75)];
  const reach = 1.5 * (high - low);
  return sorted.filter((value) => value < low - reach || value > high + reach);
}
