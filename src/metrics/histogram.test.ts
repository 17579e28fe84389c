import * as fc from "fast-check";
import { build, decodeFromCompressedBase64 } from "hdr-histogram-js";
import { describe, expect, it } from "vitest";
import { Histogram } from "./histogram.ts";
import { highestTrackableNs, IntervalCounts, slotOf, slotRange } from "./interval-counts.ts";

const value = fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: highestTrackableNs }));

function recorded(values: readonly number[]): Histogram {
  const counts = new IntervalCounts();
  for (const ns of values) counts.record(ns);
  const histogram = new Histogram();
  histogram.add(counts.take());
  return histogram;
}

function reference(values: readonly number[]) {
  const histogram = build({
    bitBucketSize: 64,
    highestTrackableValue: highestTrackableNs,
    numberOfSignificantValueDigits: 3,
  });
  for (const ns of values) histogram.recordValue(ns);
  return histogram;
}

describe("slotOf", () => {
  it("puts a value into the slot whose range holds it, at most 0.1 % wide", () => {
    fc.assert(
      fc.property(value, (ns) => {
        const { from, width } = slotRange(slotOf(ns));
        expect(ns).toBeGreaterThanOrEqual(from);
        expect(ns).toBeLessThan(from + width);
        expect(width).toBeLessThanOrEqual(Math.max(1, ns / 1000));
      }),
    );
  });
});

describe("Histogram", () => {
  it("has the percentiles of hdr-histogram-js, bounded by the exact minimum and maximum", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (values) => {
        const ours = recorded(values);
        const theirs = reference(values);
        for (const percentile of [1, 50, 90, 99, 99.9]) {
          const bounded = Math.min(Math.max(...values), theirs.getValueAtPercentile(percentile));
          expect(ours.percentile(percentile)).toBe(Math.max(Math.min(...values), bounded));
        }
      }),
    );
  });

  it("is the same whether recorded whole or merged from parts in any order", () => {
    fc.assert(
      fc.property(fc.array(value), fc.array(value), fc.array(value), (a, b, c) => {
        const whole = recorded([...a, ...b, ...c]);
        const merged = recorded(c);
        const right = recorded(b);
        right.merge(recorded(a));
        merged.merge(right);
        expect({ ...merged.summary(), mean: 0 }).toEqual({ ...whole.summary(), mean: 0 });
        expect(merged.mean).toBeCloseTo(whole.mean, 0);
      }),
    );
  });

  it("is read by hdr-histogram-js with the same counts, after encoding", () => {
    const values = [0, 1, 2047, 2048, 1_234_567, 1_234_567, 5e9, highestTrackableNs];
    const decoded = decodeFromCompressedBase64(recorded(values).encode(), 64, false, highestTrackableNs);
    const theirs = reference(values);
    expect(decoded.totalCount).toBe(values.length);
    for (const percentile of [10, 25, 50, 75, 90, 100]) {
      expect(decoded.getValueAtPercentile(percentile)).toBe(theirs.getValueAtPercentile(percentile));
    }
  });

  it("does not wrap at counts above 2^32", () => {
    const histogram = new Histogram();
    const interval = {
      slots: Uint16Array.of(5),
      counts: Uint32Array.of(4_294_967_295),
      count: 4_294_967_295,
      min: 5,
      max: 5,
      sum: 5 * 4_294_967_295,
      clamped: 0,
    };
    histogram.add(interval);
    histogram.add(interval);
    expect([histogram.count, histogram.percentile(50), histogram.mean]).toEqual([2 * 4_294_967_295, 5, 5]);
  });

  it("leaves out a percentile with fewer than 10 samples beyond it", () => {
    const names = Object.keys(recorded(Array.from({ length: 1000 }, (_, index) => index)).summary().percentiles);
    expect(names).toEqual(["p50", "p75", "p90", "p95", "p99"]);
  });

  it("is all zeros when empty", () => {
    const { count, min, max, mean, percentiles } = new Histogram().summary();
    expect({ count, min, max, mean, percentiles }).toEqual({
      count: 0,
      min: 0,
      max: 0,
      mean: 0,
      percentiles: {},
    });
  });
});

describe("IntervalCounts", () => {
  it("clamps what lies outside 0 to one hour and counts that it did", () => {
    const counts = new IntervalCounts();
    counts.record(-5);
    counts.record(2 * highestTrackableNs);
    const { count, clamped, min, max } = counts.take();
    expect({ count, clamped, min, max }).toEqual({
      count: 2,
      clamped: 2,
      min: 0,
      max: highestTrackableNs,
    });
  });

  it("does not accept what is not a number", () => {
    expect(() => new IntervalCounts().record(Number.NaN)).toThrow(RangeError);
  });

  it("begins anew after take", () => {
    const counts = new IntervalCounts();
    counts.record(7);
    counts.take();
    expect(counts.take()).toMatchObject({
      count: 0,
      slots: new Uint16Array(0),
      min: 0,
      max: 0,
      sum: 0,
    });
  });

  it("counts by steps of the logarithm, and loses none", () => {
    expect([...recorded([0, 1, 999, 1000, 1500, 10_000]).countsByLogarithm(1)]).toEqual([
      [0, 2],
      [2, 1],
      [3, 2],
      [4, 1],
    ]);
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const counts = recorded(values).countsByLogarithm(8).values();
        expect([...counts].reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
    );
  });
});
