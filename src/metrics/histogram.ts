/** A histogram of latencies merged from intervals, and its HdrHistogram V2 encoding. */
import { deflateSync, inflateSync } from "node:zlib";
import { build, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import { highestTrackableNs, slotCount, slotMiddle, slotRange } from "./interval-counts.ts";
import type { IntervalHistogram } from "./interval-counts.ts";
import { fewestSamplesFor, percentiles } from "./percentiles.ts";

export interface HistogramFigures {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** p50 always; any other only with 10 samples beyond it. */
  readonly percentiles: Record<string, number>;
}

export interface HistogramSummary extends HistogramFigures {
  readonly count: number;
  readonly encoded: string;
}

/** Merging is by bucket, so that any order and grouping of `add` and `merge` gives the same. */
export class Histogram {
  readonly #counts = new Float64Array(slotCount);
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #sum = 0;

  get count(): number {
    return this.#count;
  }

  /** Exact; 0 when empty, like `max` and `mean`. */
  get min(): number {
    return this.#count === 0 ? 0 : this.#min;
  }

  get max(): number {
    return this.#max;
  }

  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  /** Empties it: whoever needs one again and again takes the same. One has 270 KB, which are collected late. */
  clear(): void {
    if (this.#count === 0) return;
    this.#counts.fill(0);
    this.#count = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = 0;
    this.#sum = 0;
  }

  // By index: a pair for each slot would be a megabyte a second for the collector, which lets some of it lie for most of an hour.
  add(interval: IntervalHistogram): void {
    for (let index = 0; index < interval.slots.length; index += 1) {
      const slot = interval.slots[index] ?? 0;
      this.#counts[slot] = (this.#counts[slot] ?? 0) + (interval.counts[index] ?? 0);
    }
    this.#addSummary(interval.count, interval.min, interval.max, interval.sum);
  }

  merge(other: Histogram): void {
    for (let slot = 0; slot < slotCount; slot += 1) {
      this.#counts[slot] = (this.#counts[slot] ?? 0) + (other.#counts[slot] ?? 0);
    }
    this.#addSummary(other.#count, other.#min, other.#max, other.#sum);
  }

  /** A new one of what is in none of the others, which are parts of it; its extremes are those of its buckets. */
  without(others: readonly Histogram[]): Histogram {
    const left = new Histogram();
    const counts = new Map<number, number>();
    for (let slot = 0; slot < slotCount; slot += 1) {
      const count = others.reduce((sum, other) => sum - other.countOf(slot), this.countOf(slot));
      if (count > 0) counts.set(slot, count);
    }
    const slots = [...counts.keys()];
    left.add({
      slots: Uint16Array.from(slots),
      counts: Uint32Array.from(counts.values()),
      count: [...counts.values()].reduce((sum, count) => sum + count, 0),
      min: Math.max(this.min, slotRange(slots[0] ?? 0).from),
      max: Math.min(this.max, slotMiddle(slots.at(-1) ?? 0)),
      sum: others.reduce((sum, other) => sum - other.#sum, this.#sum),
      clamped: 0,
    });
    return left;
  }

  /** The value that `percentile` % of the samples do not exceed, to 3 digits, never outside [min, max]; 0 when empty. */
  percentile(percentile: number): number {
    const wanted = Math.max(1, Math.ceil((percentile / 100) * this.#count - 1e-9));
    let seen = 0;
    for (let slot = 0; slot < slotCount && this.#count > 0; slot += 1) {
      seen += this.#counts[slot] ?? 0;
      if (seen >= wanted) {
        const { from, width } = slotRange(slot);
        return Math.min(this.max, Math.max(this.min, from + width - 1));
      }
    }
    return this.max;
  }

  /** The number of values in a bucket. */
  countOf(slot: number): number {
    return this.#counts[slot] ?? 0;
  }

  /** Whether enough samples lie beyond a percentile to speak of it; the median always does. */
  isKnown(percentile: number): boolean {
    return this.#count >= fewestSamplesFor(percentile);
  }

  /** Counts by steps of the logarithm: step s holds 10^(s ÷ perDecade) ns up to the next. Of 0 ns: step 0. */
  countsByLogarithm(perDecade: number): ReadonlyMap<number, number> {
    const steps = new Map<number, number>();
    for (let slot = 0; slot < slotCount && this.#count > 0; slot += 1) {
      const count = this.#counts[slot] ?? 0;
      if (count === 0) continue;
      const { from, width } = slotRange(slot);
      const step = Math.floor(Math.log10(Math.max(1, from + width / 2)) * perDecade);
      steps.set(step, (steps.get(step) ?? 0) + count);
    }
    return steps;
  }

  summary(): HistogramSummary {
    return { count: this.#count, ...this.figures(), encoded: this.encode() };
  }

  figures(): HistogramFigures {
    const named: Record<string, number> = {};
    for (const percentile of percentiles) {
      if (this.isKnown(percentile)) named[`p${percentile}`] = this.percentile(percentile);
    }
    return { min: this.min, max: this.max, mean: this.mean, percentiles: named };
  }

  /** HdrHistogram V2, compressed, base64. */
  encode(): string {
    const histogram = build({
      bitBucketSize: 64,
      autoResize: false,
      lowestDiscernibleValue: 1,
      highestTrackableValue: highestTrackableNs,
      numberOfSignificantValueDigits: 3,
    });
    for (let slot = 0; slot < slotCount; slot += 1) {
      const count = this.#counts[slot] ?? 0;
      if (count > 0) histogram.recordValueWithCount(slotRange(slot).from, count);
    }
    return withRightHeader(encodeIntoCompressedBase64(histogram));
  }

  #addSummary(count: number, min: number, max: number, sum: number): void {
    if (count === 0) return;
    this.#count += count;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
    this.#sum += sum;
  }
}

/** hdr-histogram-js 3.0.1 writes an offset of 1 and a ratio of 4.9e-324 where 0 and 1.0 belong; other readers mind. */
function withRightHeader(encoded: string): string {
  const outer = Buffer.from(encoded, "base64");
  const inner = inflateSync(outer.subarray(8));
  inner.writeInt32BE(0, 8);
  inner.writeDoubleBE(1, 32);
  const compressed = deflateSync(inner);
  const patched = Buffer.alloc(8 + compressed.length);
  outer.copy(patched, 0, 0, 4);
  patched.writeInt32BE(compressed.length, 4);
  compressed.copy(patched, 8);
  return patched.toString("base64");
}
