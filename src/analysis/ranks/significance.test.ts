import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fewestTrialsFor,
  holm,
  leastMannWhitney,
  leastSignedRank,
  mannWhitney,
  signedRank,
  studentTail,
} from "./significance.ts";

// Few distinct values: ties are the rule.
const tied = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 5 });

describe("Mann-Whitney", () => {
  it("agrees with the worked example of Hollander and Wolfe (permeability of the chorioamnion)", () => {
    const term = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    const early = [1.15, 0.88, 0.9, 0.74, 1.21];
    // Published one-sided: 0.1272.
    expect(mannWhitney(term, early)).toBeCloseTo(2 * 0.1272, 3);
  });

  it("says the least it can of samples that do not overlap", () => {
    const rows = [
      [3, 0.1],
      [4, 0.0286],
      [5, 0.0079],
      [6, 0.0022],
      [7, 0.00058],
    ] as const;
    for (const [size, p] of rows) {
      const low = Array.from({ length: size }, (_, index) => index);
      expect(
        mannWhitney(
          low,
          low.map((value) => value + size),
        ),
      ).toBeCloseTo(p, 4);
      expect(leastMannWhitney(size, size)).toBeCloseTo(p, 4);
    }
  });

  it("counts what enumeration counts, with ties", () => {
    fc.assert(
      fc.property(tied, tied, (a, b) => {
        expect(mannWhitney(a, b)).toBeCloseTo(enumerated(a, b), 9);
      }),
    );
  });

  it("is symmetric, and unchanged by scale", () => {
    fc.assert(
      fc.property(tied, tied, fc.double({ min: 0.001, max: 1000, noNaN: true }), (a, b, scale) => {
        const p = mannWhitney(a, b);
        expect(mannWhitney(b, a)).toBeCloseTo(p, 9);
        const scaled = (values: readonly number[]): readonly number[] => values.map((value) => value * scale);
        expect(mannWhitney(scaled(a), scaled(b))).toBe(p);
      }),
    );
  });

  it("goes over into an approximation without a step", () => {
    const interleaved = (size: number): readonly [readonly number[], readonly number[]] => [
      Array.from({ length: size }, (_, index) => index),
      Array.from({ length: size }, (_, index) => index + size / 8),
    ];
    const exact = mannWhitney(...interleaved(60));
    const approximate = mannWhitney(...interleaved(61));
    expect(Math.abs(exact - approximate)).toBeLessThan(0.01);
  });
});

describe("signed rank", () => {
  it("agrees with the worked example of Hollander and Wolfe (depression under a tranquilliser)", () => {
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    // R: wilcox.test(x, y, paired = TRUE, alternative = "greater"): V = 40, p = 0.01953.
    expect(signedRank(before.map((value, index) => value - (after[index] ?? 0)))).toBe(2 * (10 / 512));
  });

  it("agrees with Darwin's maize, fifteen pairs with a tie", () => {
    const eighthsOfAnInch = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
    expect(signedRank(eighthsOfAnInch)).toBeCloseTo(enumeratedSigns(eighthsOfAnInch), 12);
  });

  it("counts what enumeration counts, with ties and without the pairs that are equal", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 9 }), (differences) => {
        expect(signedRank(differences)).toBeCloseTo(enumeratedSigns(differences), 12);
      }),
    );
  });

  it("says the least it can of differences of one sign", () => {
    expect(signedRank([1, 2, 3, 4, 5])).toBe(0.0625);
    expect(leastSignedRank(5)).toBe(0.0625);
  });

  it("does not care which side is called first, nor about scale", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 12 }), (differences) => {
        const p = signedRank(differences);
        expect(signedRank(differences.map((value) => -value))).toBe(p);
        expect(signedRank(differences.map((value) => value * 4))).toBe(p);
        expect(p).toBeGreaterThanOrEqual(leastSignedRank(differences.length));
      }),
    );
  });

  it("goes over into an approximation without a step", () => {
    const differences = (pairs: number): readonly number[] =>
      Array.from({ length: pairs }, (_, index) => (index % 5 < 2 ? -1 : 1) * (1000 - index));
    const exact = signedRank(differences(120));
    expect(exact).toBeGreaterThan(0.01);
    expect(Math.abs(exact - signedRank(differences(121)))).toBeLessThan(0.01);
  });
});

describe("Holm", () => {
  it("agrees with the published example", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    for (const [index, value] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[index]).toBeCloseTo(value, 12);
  });

  it("leaves a single test alone, keeps the order, and never goes above 1", () => {
    expect(holm([0.03])).toEqual([0.03]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (values) => {
        const adjusted = holm(values);
        for (const [index, value] of values.entries()) {
          expect(adjusted[index]).toBeGreaterThanOrEqual(value);
          expect(adjusted[index]).toBeLessThanOrEqual(1);
        }
        const inOrder = values
          .map((value, index) => [value, adjusted[index] ?? 0] as const)
          .toSorted(([a], [b]) => a - b);
        expect(inOrder.map(([, after]) => after)).toEqual(inOrder.map(([, after]) => after).toSorted((a, b) => a - b));
      }),
    );
  });
});

describe("Student's t", () => {
  it("agrees with the tables", () => {
    const rows = [
      [12.706, 1],
      [4.303, 2],
      [2.228, 10],
      [2.131, 15],
      [2.042, 30],
      [1.984, 100],
    ] as const;
    for (const [t, degrees] of rows) expect(studentTail(t, degrees)).toBeCloseTo(0.05, 4);
    expect(studentTail(3.169, 10)).toBeCloseTo(0.01, 4);
    expect(studentTail(4.587, 10)).toBeCloseTo(0.001, 5);
  });

  it("is 1 at 0, and the same on both sides", () => {
    expect(studentTail(0, 7)).toBe(1);
    expect(studentTail(-2, 7)).toBe(studentTail(2, 7));
    expect(studentTail(Number.POSITIVE_INFINITY, 7)).toBe(0);
  });
});

/** Signs the ranks of the differences in every way. */
function enumeratedSigns(differences: readonly number[]): number {
  const known = differences.filter((value) => value !== 0);
  const sizes = known.map(Math.abs);
  const ranks = sizes.map(
    (size) => sizes.filter((other) => other < size).length + (sizes.filter((other) => other === size).length + 1) / 2,
  );
  const signed = (isPositive: (index: number) => boolean): number =>
    ranks.reduce((sum, rank, index) => sum + (isPositive(index) ? rank : -rank), 0);
  const observed = Math.abs(signed((index) => (known[index] ?? 0) > 0));
  let extreme = 0;
  for (let signs = 0; signs < 2 ** ranks.length; signs += 1)
    if (Math.abs(signed((index) => Math.floor(signs / 2 ** index) % 2 === 1)) >= observed - 1e-9) extreme += 1;
  return extreme / 2 ** ranks.length;
}

/** Deals the pooled values in every way. */
function enumerated(a: readonly number[], b: readonly number[]): number {
  const pooled = [...a, ...b];
  const rank = (value: number): number =>
    pooled.filter((other) => other < value).length + (pooled.filter((other) => other === value).length + 1) / 2;
  const ranks = pooled.map(rank);
  const expected = (a.length * (pooled.length + 1)) / 2;
  const distance = Math.abs(ranks.slice(0, a.length).reduce((sum, value) => sum + value, 0) - expected);
  let [extreme, total] = [0, 0];
  for (let chosen = 0; chosen < 2 ** pooled.length; chosen += 1) {
    const picked = ranks.filter((_, index) => Math.floor(chosen / 2 ** index) % 2 === 1);
    if (picked.length !== a.length) continue;
    total += 1;
    const rankSum = picked.reduce((sum, value) => sum + value, 0);
    if (Math.abs(rankSum - expected) >= distance - 1e-9) extreme += 1;
  }
  return extreme / total;
}

describe("the fewest trials of which a test could say less than p", () => {
  it.each([
    ["signed rank", 0.05, 6], // 2 ÷ 2⁶ = 0.031, 2 ÷ 2⁵ = 0.0625
    ["signed rank", 0.05 / 8, 9], // 2 ÷ 2⁹ = 0.0039, 2 ÷ 2⁸ = 0.0078
    ["signed rank", 2 / 2 ** 7, 8], // less than, not as little as
    ["Mann-Whitney", 0.05, 4], // 2 ÷ 70 = 0.029, 2 ÷ 20 = 0.1
    ["Mann-Whitney", 0.05 / 24, 7], // 2 ÷ 3432 = 0.00058; 2 ÷ 924 = 0.0022 is more than 0.0021
  ] as const)("%s, p %d: %d", (test, p, trials) => {
    expect(fewestTrialsFor(test, p)).toBe(trials);
  });
});

it.each([
  // Side with fewer, tests, trials that the other has: both alike need six of 8 figures.
  ["Mann-Whitney", 0.05 / 8, 1, 6],
  ["Mann-Whitney", 0.05 / 8, 100, 2],
  ["Mann-Whitney", 0.05 / 8, 20, 3],
  ["signed rank", 0.05 / 8, 100, 9], // a pair has two sides
] as const)("of %s, at p %f, beside %i trials, %i are the fewest", (test, p, beside, trials) => {
  expect(fewestTrialsFor(test, p, beside)).toBe(trials);
});
