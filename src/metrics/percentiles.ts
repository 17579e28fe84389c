/** Which percentiles a result keeps, and how many samples each needs. */

/** The percentiles a result keeps by name. */
export const percentiles = [50, 75, 90, 95, 99, 99.9, 99.99] as const;
/** Fewer samples than this beyond a percentile say nothing about it. */
const samplesBeyond = 10;

/** The fewest samples of which a percentile may be spoken; the median of any. */
export function fewestSamplesFor(percentile: number): number {
  return percentile === 50 ? 1 : Math.ceil(samplesBeyond / (1 - percentile / 100) - 1e-6);
}
