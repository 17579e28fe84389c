/** 95 % intervals of means and of a straight line's ends, by Student's t. Pure. */
import { linearRegression, mean, sampleVariance } from "../../metrics/statistics.ts";

export interface Interval {
  readonly mean: number;
  /** Half the width; null for fewer than five values: too few to say. */
  readonly halfWidth: number | null;
}

/** Fewer repetitions give no interval. */
const fewestForInterval = 5;

/** Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom. */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/** Beyond the table by the first terms of its expansion about the normal quantile (Cornish and Fisher). */
export function studentQuantile(degrees: number): number {
  return quantiles[degrees - 1] ?? 1.96 + 2.372 / degrees + 2.822 / degrees ** 2;
}

/** undefined of no values. */
export function meanInterval(values: readonly number[]): Interval | undefined {
  if (values.length === 0) return undefined;
  const middle = mean(values);
  return { mean: middle, halfWidth: values.length < fewestForInterval ? null : reachOfMean(values) };
}

/** A ratio over several rounds, each with both sides. */
export interface RatioInterval {
  /** The geometric mean. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

/** With fewer, two ratios that happen to agree would exclude everything else. */
const fewestForRatio = 3;

/** 95 % by Student's t of the logarithms, since ×2 and ÷2 are the same change; null for fewer than three rounds. */
export function ratioInterval(ratios: readonly number[]): RatioInterval | null {
  if (ratios.length < fewestForRatio || ratios.some((ratio) => ratio <= 0)) return null;
  const logs = ratios.map(Math.log);
  const [middle, reach] = [mean(logs), reachOfMean(logs)];
  const [low, high] = [Math.exp(middle - reach), Math.exp(middle + reach)];
  return { ratio: Math.exp(middle), low, high, rounds: logs.length };
}

/** Half the width of the interval of a mean. */
function reachOfMean(values: readonly number[]): number {
  return studentQuantile(values.length - 1) * Math.sqrt(sampleVariance([...values]) / values.length);
}

/** Whether the sides differ, as far as can be told. */
export function excludesOne({ low, high }: RatioInterval): boolean {
  return low > 1 || high < 1;
}

export interface FittedLine {
  readonly slope: Interval;
  readonly intercept: Interval;
}

/** Least squares; undefined when all points stand at one x. */
export function fitLeastSquares(points: readonly { readonly x: number; readonly y: number }[]): FittedLine | undefined {
  const meanX = mean(points.map(({ x }) => x));
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (points.length < 2 || spread === 0) return undefined;
  const { m: slope, b: intercept } = linearRegression(points.map(({ x, y }) => [x, y]));
  const degrees = points.length - 2;
  if (points.length < 2 * fewestForInterval)
    return { slope: { mean: slope, halfWidth: null }, intercept: { mean: intercept, halfWidth: null } };
  const residual = points.reduce((sum, { x, y }) => sum + (y - intercept - slope * x) ** 2, 0) / degrees;
  const quantile = studentQuantile(degrees);
  return {
    slope: { mean: slope, halfWidth: quantile * Math.sqrt(residual / spread) },
    intercept: {
      mean: intercept,
      halfWidth: quantile * Math.sqrt(residual * (1 / points.length + meanX ** 2 / spread)),
    },
  };
}
