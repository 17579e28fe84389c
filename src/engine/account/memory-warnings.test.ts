import { expect, test } from "vitest";
import { memoryWarnings } from "./memory-warnings.ts";

test("a distinct rise of a megabyte a minute is warned of", () => {
  expect(memoryWarnings({ perMinute: 5.04e6, isDistinct: true })).toEqual([
    {
      code: "generator-memory-rises",
      text: "mqbench's own memory rose 5.0 MB a minute through measure: a run of a day needs more than this one",
    },
  ]);
});

test.each([
  ["no trend is known", undefined],
  ["it may be chance", { perMinute: 5e6, isDistinct: false }],
  ["it is small", { perMinute: 0.9e6, isDistinct: true }],
  ["it falls", { perMinute: -5e6, isDistinct: true }],
])("nothing is said where %s", (_, trend) => {
  expect(memoryWarnings(trend)).toEqual([]);
});
