import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitLine } from "./robust-line.ts";
import { median } from "./statistics.ts";

describe("a line through plateaus", () => {
  test("has the slope and the intercept of points on a line, whatever they are", () => {
    const finite = { noNaN: true, min: -1e6, max: 1e6 } as const;
    fc.assert(
      fc.property(fc.double(finite), fc.double(finite), fc.integer({ min: 3, max: 12 }), (slope, intercept, count) => {
        const points = Array.from({ length: count }, (_, x) => ({ x: x * 1000, y: intercept + slope * x * 1000 }));
        const line = fitLine(points);
        expect(line?.slope).toBeCloseTo(slope, 3);
        expect(line?.intercept).toBeCloseTo(intercept, 0);
      }),
    );
  });

  test("is not bent by one bad point, and says how far that one is off", () => {
    const points = [0, 1, 2, 3, 4, 5, 6].map((x) => ({ x, y: x === 3 ? 300 : 10 * x }));
    expect(fitLine(points)).toEqual({ slope: 10, intercept: 0, residualShare: 270 / 60 });
  });

  test("goes through rising and falling plateaus alike", () => {
    const points = [0, 2, 4, 2, 0].map((x) => ({ x, y: 5 + 3 * x }));
    expect(fitLine(points)).toEqual({ slope: 3, intercept: 5, residualShare: 0 });
  });

  test("says that level points have no slope, and infinitely much beside it when they are not quite level", () => {
    expect(fitLine([0, 1, 2].map((x) => ({ x, y: 7 })))?.residualShare).toBe(0);
    expect(fitLine([7, 8, 7, 8, 7].map((y, x) => ({ x, y })))?.residualShare).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([
    [[]], // nothing
    [
      [
        { x: 0, y: 1 },
        { x: 1, y: 2 },
      ],
    ], // two points say nothing of how straight it is
    [[1, 2, 3].map((y) => ({ x: 5, y }))], // all at one level
  ])("is not drawn through %j", (points) => {
    expect(fitLine(points)).toBeUndefined();
  });
});

test.each([
  [[], 0],
  [[3], 3],
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
])("the median of %j is %j", (values, expected) => {
  expect(median(values)).toBe(expected);
});
