import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitLeastSquares, meanInterval, studentQuantile } from "./interval.ts";

describe("the mean's interval", () => {
  it("is mean ± t × s ÷ √n", () => {
    // s = √2.5, t(4) = 2.776
    const interval = meanInterval([1, 2, 3, 4, 5]);
    expect(interval?.mean).toBe(3);
    expect(interval?.halfWidth).toBeCloseTo(1.963, 3);
  });

  it("is not stated of fewer than five values", () => {
    expect(meanInterval([1, 2, 3, 4])).toEqual({ mean: 2.5, halfWidth: null });
  });

  it("does not exist of none", () => {
    expect(meanInterval([])).toBeUndefined();
  });

  it("covers the truth in about 95 of 100 samples", () => {
    let state = 12_345;
    const uniform = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    const samples = Array.from({ length: 2000 }, () => meanInterval(Array.from({ length: 5 }, normal)));
    const covering = samples.filter((each) => Math.abs(each?.mean ?? Number.NaN) <= (each?.halfWidth ?? 0)).length;
    expect(covering / 2000).toBeGreaterThan(0.93);
    expect(covering / 2000).toBeLessThan(0.97);
  });
});

it.each([
  [1, 12.706], // the table's first
  [30, 2.042], // its last
  [31, 2.04], // the expansion goes on where the table ends
  [60, 2.0],
  [120, 1.98],
])("Student's quantile for %d degrees of freedom is %d", (degrees, quantile) => {
  expect(studentQuantile(degrees)).toBeCloseTo(quantile, 2);
});

describe("least squares", () => {
  it("finds a line that is there", () => {
    const points = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(points, fc.integer({ min: -500, max: 500 }), (xs, offset) => {
        const line = fitLeastSquares(xs.map((x) => ({ x, y: 3 * x + offset })));
        const isLine = new Set(xs).size > 1;
        expect(line === undefined).toBe(!isLine);
        expect(line?.slope.mean ?? 3).toBeCloseTo(3, 6);
        expect(line?.intercept.mean ?? offset).toBeCloseTo(offset, 3);
      }),
    );
  });

  it("gives both ends an interval from ten points on", () => {
    const noisy = [0, 0, 0, 0, 0, 10, 10, 10, 10, 10].map((x, at) => ({ x, y: x + (at % 5) }));
    const line = fitLeastSquares(noisy);
    // Residuals -2 to 2 twice: variance 20 / 8, t(8) = 2.306, spread of x 250.
    expect(line?.slope.halfWidth).toBeCloseTo(2.306 * Math.sqrt(2.5 / 250), 6);
    expect(line?.intercept.halfWidth).toBeCloseTo(2.306 * Math.sqrt(2.5 * (1 / 10 + 25 / 250)), 6);
    expect(fitLeastSquares(noisy.slice(1))?.slope.halfWidth).toBeNull();
  });
});
