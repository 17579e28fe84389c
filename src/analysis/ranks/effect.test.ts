import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { medianInterval, outliersOf, ratioOfPairs, ratioOfSamples } from "./effect.ts";
import type { Effect } from "./effect.ts";
import { mannWhitney, signedRank } from "./significance.ts";

/** Values of which no two, nor any of their ratios, are equal. */
const distinct = fc
  .uniqueArray(fc.integer({ min: 1, max: 100_000 }), { minLength: 6, maxLength: 8 })
  .map((values) => values.map((value, index) => value + Math.SQRT2 * index));
const sample = fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 5, maxLength: 8 });

describe("the ratio of two samples", () => {
  it("agrees with the worked example of Hollander and Wolfe, a shift of logarithms here", () => {
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46].map(Math.exp);
    const early = [1.15, 0.88, 0.9, 0.74, 1.21].map(Math.exp);
    // Published estimate of the shift: 0.305.
    expect(Math.log(ratioOfSamples(early, term).ratio)).toBeCloseTo(0.305, 12);
  });

  it("is the inverse when base and head change places", () => {
    fc.assert(
      fc.property(sample, sample, (base, head) => {
        const there = ratioOfSamples(base, head);
        const back = ratioOfSamples(head, base);
        expect(there.ratio * back.ratio).toBeCloseTo(1, 9);
      }),
    );
  });

  it("does not depend on the unit, nor its interval", () => {
    fc.assert(
      fc.property(sample, sample, (base, head) => {
        const ns = ratioOfSamples(base, head);
        const scaled = (values: readonly number[]): readonly number[] => values.map((value) => value * 1024);
        const scaledRatio = ratioOfSamples(scaled(base), scaled(head));
        expect(scaledRatio.ratio).toBeCloseTo(ns.ratio, 9);
        for (const end of [0, 1]) expect(endOf(scaledRatio, end)).toBeCloseTo(endOf(ns, end), 9);
      }),
    );
  });

  it("has no interval where even samples that do not overlap could be chance", () => {
    expect(ratioOfSamples([1, 2, 3], [4, 5, 6]).interval).toBeNull();
    expect(ratioOfSamples([1, 2, 3, 4], [5, 6, 7, 8]).interval).not.toBeNull();
  });

  it("has an interval that inverts the test: beyond it the test rejects the ratio, within it does not", () => {
    fc.assert(
      fc.property(distinct, distinct, (base, head) => {
        const effect = ratioOfSamples(base, head);
        const p = (ratio: number): number =>
          mannWhitney(
            base.map((value) => value * ratio),
            head,
          );
        // Between two ratios of trials p is the same: it is taken in the middle.
        const ratios = base.flatMap((from) => head.map((to) => to / from)).toSorted((a, b) => a - b);
        const { leastWithin, mostBeyond } = invert(effect, ratios, p);
        expect(leastWithin).toBeGreaterThan(0.05);
        expect(mostBeyond).toBeLessThanOrEqual(0.05);
      }),
    );
  });
});

describe("the ratio of pairs", () => {
  it("is not widened by what drifts through both sides", () => {
    const drifting = Array.from({ length: 8 }, (_, index) => 100 * 1.5 ** index);
    const head = drifting.map((value, index) => value * (1.1 + 0.001 * index));
    const pairs = ratioOfPairs(head.map((value, index) => Math.log(value / (drifting[index] ?? 1))));
    const samples = ratioOfSamples(drifting, head);
    expect(pairs.ratio).toBeCloseTo(1.103, 2);
    expect(endOf(pairs, 1) - endOf(pairs, 0)).toBeLessThan(0.01);
    expect(endOf(samples, 1) - endOf(samples, 0)).toBeGreaterThan(1);
  });

  it("agrees with the worked example of Hollander and Wolfe", () => {
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const effect = ratioOfPairs(before.map((value, index) => value - (after[index] ?? 0)));
    // Published: estimate 0.46, interval of 96.1 % from 0.01 to 0.786.
    expect(Math.log(effect.ratio)).toBeCloseTo(0.46, 12);
    expect(Math.log(endOf(effect, 0))).toBeGreaterThan(0.01);
    expect(Math.log(endOf(effect, 1))).toBeLessThan(0.786);
  });

  it("has an interval that inverts the test, from six pairs on", () => {
    expect(ratioOfPairs([1, 2, 3, 4, 5]).interval).toBeNull();
    fc.assert(
      fc.property(distinct, (values) => {
        const logRatios = values.map(Math.log);
        const means = logRatios.flatMap((a, index) => logRatios.slice(index).map((b) => Math.exp((a + b) / 2)));
        const p = (ratio: number): number => signedRank(logRatios.map((value) => value - Math.log(ratio)));
        const steps = means.toSorted((a, b) => a - b);
        const { leastWithin, mostBeyond } = invert(ratioOfPairs(logRatios), steps, p);
        expect(leastWithin).toBeGreaterThan(0.05);
        expect(mostBeyond).toBeLessThanOrEqual(0.05);
      }),
    );
  });
});

describe("the interval of a median", () => {
  it("does not exist of five values, and of six lies within them", () => {
    expect(medianInterval([1, 2, 3, 4, 5])).toBeNull();
    const [low, high] = medianInterval([6, 1, 5, 2, 4, 3]) ?? [];
    expect(low).toBeGreaterThan(1);
    expect(low).toBeLessThan(2);
    // Symmetric values have a symmetric interval.
    expect((low ?? 0) + (high ?? 0)).toBeCloseTo(7, 9);
  });

  it("agrees with the published example of Hettmansperger and Sheather's interpolation", () => {
    // n = 10, 95 %: x(2) has 97.85 %, x(3) 89.06 %; I = 0.3244, λ = 8 × 0.3244 ÷ (2 + 6 × 0.3244) = 0.6577.
    expect(medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])?.[0]).toBeCloseTo(2.6577, 3);
  });
});

function endOf({ interval }: Effect, end: number): number {
  const value = interval?.[end];
  if (value === undefined) throw new Error("an interval is expected");
  return value;
}

/** `steps` are the ratios at which p changes; the interval ends within a step, so a step lies wholly beyond it or wholly within, or at its end. */
function invert(effect: Effect, steps: readonly number[], p: (ratio: number) => number) {
  const [low, high] = [endOf(effect, 0), endOf(effect, 1)];
  const inner = steps.slice(1).map((to, index) => ({ from: steps[index] ?? 0, to }));
  const pOf = ({ from, to }: { readonly from: number; readonly to: number }): number => p(Math.sqrt(from * to));
  return {
    leastWithin: Math.min(1, ...inner.filter(({ from, to }) => from >= low && to <= high).map(pOf)),
    mostBeyond: Math.max(0, ...inner.filter(({ from, to }) => to < low || from > high).map(pOf)),
  };
}

it("values beyond Tukey's fences are named", () => {
  expect(outliersOf([10, 11, 9, 10, 30])).toEqual([30]);
  expect(outliersOf([10, 11, 9.5, 10, 10.5])).toEqual([]);
  expect(outliersOf([1, 50])).toEqual([]);
});
