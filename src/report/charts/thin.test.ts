import { expect, test } from "vitest";
import { meanSteps, rowsAStep, stepsEach } from "./thin.ts";

const rows = [1, 2, 3, 4, 5].map((second) => ({ second, value: second * 10 }));

test("what fits stays as it is", () => {
  expect(meanSteps(rows, 5)).toBe(rows);
  expect(meanSteps([], 5)).toEqual([]);
});

test("what does not becomes the mean of as many rows as it takes, also at the end", () => {
  expect(meanSteps(rows, 3)).toEqual([
    { second: 2, value: 15 },
    { second: 4, value: 35 },
    { second: 5, value: 50 },
  ]);
});

test.each([
  [0, 10, 1],
  [10, 10, 1],
  [11, 10, 2],
  [3600, 40, 90],
])("%d rows in at most %d steps are %d a step", (count, most, size) => {
  expect(rowsAStep(count, most)).toBe(size);
});

test.each([
  [0, 60],
  [3, 60], // what one chart can show
  [24, 20], // their share
  [1000, 12], // and never less than tells something
])("of %d charts each has %d steps", (charts, steps) => {
  expect(stepsEach(charts, { each: 60, together: 480 })).toBe(steps);
});
