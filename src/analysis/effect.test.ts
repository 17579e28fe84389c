import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outliersOf, ratioOfPairs, ratioOfSamples } from "./effect.ts";

const options = { resamples: 200, seed: 1 };
const sample = fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 3, maxLength: 8 });

describe("the ratio of two samples", () => {
  it("agrees with the worked example of Hollander and Wolfe, a shift of logarithms here", () => {
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46].map(Math.exp);
    const early = [1.15, 0.88, 0.9, 0.74, 1.21].map(Math.exp);
    // Published estimate of the shift: 0.305.
    expect(Math.log(ratioOfSamples(early, term, options).ratio)).toBeCloseTo(0.305, 12);
  });

  it("is the inverse when base and head change places", () => {
    fc.assert(
      fc.property(sample, sample, (base, head) => {
        const there = ratioOfSamples(base, head, options);
        const back = ratioOfSamples(head, base, options);
        expect(there.ratio * back.ratio).toBeCloseTo(1, 9);
      }),
    );
  });

  it("does not depend on the unit, nor its interval", () => {
    fc.assert(
      fc.property(sample, sample, (base, head) => {
        const ns = ratioOfSamples(base, head, options);
        const scaled = (values: readonly number[]): readonly number[] => values.map((value) => value * 1024);
        const scaledRatio = ratioOfSamples(scaled(base), scaled(head), options);
        expect(scaledRatio.ratio).toBeCloseTo(ns.ratio, 9);
        expect(scaledRatio.low).toBeCloseTo(ns.low, 9);
        expect(scaledRatio.high).toBeCloseTo(ns.high, 9);
      }),
    );
  });

  it("has an interval around it that is the same for the same seed", () => {
    const base = [10, 11, 9, 10.5, 9.5, 10.2];
    const head = base.map((value) => value * 1.5);
    const effect = ratioOfSamples(base, head, options);
    expect(effect.ratio).toBeCloseTo(1.5, 1);
    expect(effect.low).toBeLessThan(effect.ratio);
    expect(effect.high).toBeGreaterThan(effect.ratio);
    expect(effect.logError).toBeGreaterThan(0);
    expect(ratioOfSamples(base, head, options)).toEqual(effect);
    expect(ratioOfSamples(base, head, { ...options, seed: 2 })).not.toEqual(effect);
  });

  it("covers the true ratio about as often as it says", () => {
    // 95 % is asymptotic: for ten trials a side the percentile bootstrap covers a little less.
    let covered = 0;
    const runs = 200;
    for (let run = 0; run < runs; run += 1) {
      const wave = (phase: number): readonly number[] =>
        Array.from({ length: 10 }, (_, index) => Math.exp(0.05 * Math.sin((run * 20 + index) * 12.9898 + phase) * 1.4));
      const { low, high } = ratioOfSamples(wave(0), wave(7), options);
      if (low <= 1 && high >= 1) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.86);
  });
});

describe("the ratio of pairs", () => {
  it("is not widened by what drifts through both sides", () => {
    const drifting = Array.from({ length: 8 }, (_, index) => 100 * 1.5 ** index);
    const head = drifting.map((value, index) => value * (1.1 + 0.001 * index));
    const pairs = ratioOfPairs(
      head.map((value, index) => Math.log(value / (drifting[index] ?? 1))),
      options,
    );
    const samples = ratioOfSamples(drifting, head, options);
    expect(pairs.ratio).toBeCloseTo(1.103, 2);
    expect(pairs.high - pairs.low).toBeLessThan(0.01);
    expect(samples.high - samples.low).toBeGreaterThan(1);
  });
});

it("values beyond Tukey's fences are named", () => {
  expect(outliersOf([10, 11, 9, 10, 30])).toEqual([30]);
  expect(outliersOf([10, 11, 9.5, 10, 10.5])).toEqual([]);
  expect(outliersOf([1, 50])).toEqual([]);
});
