/** Reads histograms as results keep them: HdrHistogram V2, compressed, base64. */
import { build, decodeFromCompressedBase64 } from "hdr-histogram-js";
import type { Histogram as HdrHistogram } from "hdr-histogram-js";
import { messageOf, MqbenchError } from "../errors.ts";
import { highestTrackableNs } from "./interval-counts.ts";

const nsPerMs = 1e6;
/** HdrHistogram's own default: steps of the spectrum each time the distance to 100 % halves. */
const ticksPerHalfDistance = 5;
/** Fewer samples than this beyond a percentile say nothing about it. */
const samplesBeyond = 10;

export interface KeptHistogram {
  /** Whose it is, for the error where it is damaged. */
  readonly of: string;
  readonly encoded: string;
}

export interface SpectrumPoint {
  /** From 0 to below 1. */
  readonly quantile: number;
  readonly ns: number;
}

/** Several as one; undefined for none. Throws where one is damaged. */
export function mergeKept(kept: readonly KeptHistogram[]): HdrHistogram | undefined {
  if (kept.length === 0) return undefined;
  // A decoded one has the range of its encoder: adding to it may throw.
  const sum = build({
    bitBucketSize: 64,
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestTrackableNs,
    numberOfSignificantValueDigits: 3,
  });
  for (const { of, encoded } of kept) {
    try {
      sum.add(decodeFromCompressedBase64(encoded, 64, false));
    } catch (cause) {
      throw new MqbenchError("usage", `${of} is damaged: ${messageOf(cause)}`, { cause });
    }
  }
  return sum;
}

/** The `.hgrm` text of HdrHistogram's tools, milliseconds. */
export function percentileText(kept: readonly KeptHistogram[]): string | undefined {
  return mergeKept(kept)?.outputPercentileDistribution(ticksPerHalfDistance, nsPerMs);
}

/** The value that `percentile` % do not exceed; undefined where too few lie beyond it to say. */
export function percentileNs(histogram: HdrHistogram, percentile: number): number | undefined {
  const isKnown = percentile <= 50 || histogram.totalCount * (1 - percentile / 100) >= samplesBeyond - 1e-9;
  return isKnown && histogram.totalCount > 0 ? histogram.getValueAtPercentile(percentile) : undefined;
}

/** Percentiles by their distance to 100 %, as far as enough samples lie beyond. */
export function spectrum(histogram: HdrHistogram): readonly SpectrumPoint[] {
  const points: SpectrumPoint[] = [];
  for (let step = 0; ; step += 1) {
    const quantile = 1 - 2 ** (-step / ticksPerHalfDistance);
    const ns = percentileNs(histogram, 100 * quantile);
    if (ns === undefined) return points;
    points.push({ quantile, ns });
  }
}
