/** 95 % intervals of means and of a straight line's ends, by Student's t. Pure. */

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
  const mean = average(values);
  if (values.length < fewestForInterval) return { mean, halfWidth: null };
  const degrees = values.length - 1;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / degrees;
  return { mean, halfWidth: studentQuantile(degrees) * Math.sqrt(variance / values.length) };
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
  const mean = average(logs);
  const degrees = logs.length - 1;
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / degrees;
  const reach = studentQuantile(degrees) * Math.sqrt(variance / logs.length);
  return { ratio: Math.exp(mean), low: Math.exp(mean - reach), high: Math.exp(mean + reach), rounds: logs.length };
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
  const meanX = average(points.map(({ x }) => x));
  const meanY = average(points.map(({ y }) => y));
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (points.length < 2 || spread === 0) return undefined;
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const intercept = meanY - slope * meanX;
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

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
