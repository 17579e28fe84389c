import { expect, test } from "vitest";
import { exitCodes } from "../errors.ts";
import type { ExitName } from "../errors.ts";
import { reportOfEach, worstExit } from "./pack-ends.ts";

test.each<readonly [readonly ExitName[], ExitName]>([
  [["passed", "passed"], "passed"],
  [["failed", "passed"], "failed"],
  [["failed", "invalid", "passed"], "invalid"],
  [["usage", "invalid", "failed"], "usage"],
  [["usage", "interrupted"], "interrupted"],
])("of %j the worst is %s", (exits, worst) => {
  expect(worstExit(exits)).toBe(worst);
});

test("no end is better than passed, whatever ends there are", () => {
  for (const exit of ["passed", "bug", "usage", "failed", "invalid", "hungUp", "interrupted", "terminated"] as const) {
    expect(exitCodes[exit]).toBeDefined();
    expect(worstExit(["passed", exit])).toBe(exit);
  }
});

test.each([
  ["report.html", "report-smoke.html"],
  ["a.b/all.txt", "a.b/all-smoke.txt"],
  ["a.b/all", "a.b/all-smoke"],
])("the report %s is %s for a scenario", (file, each) => {
  expect(reportOfEach(file, "smoke")).toBe(each);
});
