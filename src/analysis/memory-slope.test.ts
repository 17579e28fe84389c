import { expect, test } from "vitest";
import { fakeTrial } from "../result/testing/fake-result.ts";
import type { Trial } from "../result/schema.ts";
import { memorySlope } from "./memory-slope.ts";

/** A row a second; memory of 100 MB and what is added then. */
function trialOf(seconds: number, added: (second: number) => number): Trial {
  const all = Array.from({ length: seconds }, (_, second) => second);
  const series = {
    seconds: all,
    phase: all.map(() => "measure"),
    columns: { brokerRss: all.map((second) => 100e6 + added(second)) },
  };
  return fakeTrial(0, { series });
}

test.each([
  ["flat", "that stays", (): number => 0],
  ["flat", "that rises by a megabyte an hour", (second: number): number => second * (1e6 / 3600)],
  ["growing", "that rises by 10 MB an hour", (second: number): number => second * (10e6 / 3600)],
  ["shrinking", "that falls by 10 MB an hour", (second: number): number => -second * (10e6 / 3600)],
  ["unknown", "that leaps about", (second: number): number => ((second * 7919) % 997) * 1e4],
] as const)("%s: memory %s", (verdict, _, added) => {
  expect(memorySlope(trialOf(600, added), "brokerRss")?.verdict).toBe(verdict);
});

test("nothing is said of less than two minutes, or of a gauge that is not there", () => {
  expect(
    memorySlope(
      trialOf(100, () => 0),
      "brokerRss",
    ),
  ).toBeUndefined();
  expect(
    memorySlope(
      trialOf(600, () => 0),
      "generatorRss",
    ),
  ).toBeUndefined();
});
