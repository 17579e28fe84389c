import { expect, test } from "vitest";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";
import { stagesOf } from "./rate-stages.ts";

function textOf(rate: string, more = ""): string {
  return `name: x\nsensors: { count: 4, rate: ${rate}${more} }\nphases: { warmup: 5s, measure: 60s }\n`;
}

const day = "[{ at: 0s, rate: 0/s, stage: night }, { at: 20s, rate: 0/s, stage: day }, { at: 40s, rate: 80/s }]";

test("points are of measure; in warm-up the first one's rate holds, and the mean stands for the period", () => {
  const scenario = readOne(textOf(day));
  expect(scenario.sensors[0]?.schedule).toEqual({
    kind: "even",
    // 800 messages on the way up, 1,600 at the top, of 4 sensors in 65 s.
    periodNs: (4 * 65e9) / 2400,
    course: [
      { atNs: 5e9, ratePerSecond: 0, stage: "night" },
      { atNs: 25e9, ratePerSecond: 0, stage: "day" },
      { atNs: 45e9, ratePerSecond: 80, stage: null },
    ],
  });
  expect(stagesOf(scenario)).toEqual([
    { name: "night", fromNs: 5e9, toNs: 25e9 },
    { name: "day", fromNs: 25e9, toNs: 65e9 },
  ]);
});

test("one rate is no course, and has no stages", () => {
  const scenario = readOne(textOf("8/s"));
  expect(scenario.sensors[0]?.schedule).toEqual({ kind: "even", periodNs: 0.5e9 });
  expect(stagesOf(scenario)).toEqual([]);
});

test.each([
  ["[{ at: 5s, rate: 1/s }, { at: 4s, rate: 1/s }]", "", /sensors\.rate goes back in time: 4 s comes after 5 s/u],
  [
    "[{ at: 0s, rate: 1/s }, { at: 61s, rate: 1/s }]",
    "",
    /has a point 61 s after measure began, and measure lasts 60 s/u,
  ],
  ["[{ at: 0s, rate: 0/s }, { at: 1s, rate: 0/s }]", "", /is 0 at every point: nothing would be sent/u],
  [
    "[{ at: 0s, rate: 1/s }, { at: 1s, rate: 2/s }]",
    ", arrival: poisson",
    /has points, which arrival poisson cannot follow/u,
  ],
  ["[{ at: 0s, rate: 1/s }]", "", /sensors\.rate/u],
  ["fast", "", /expected a rate such as 2000\/s, or a list of points|expected/u],
])("rate: %s%s is a mistake", (rate, more, words) => {
  expect(problemsOf(textOf(rate, more)).join("\n")).toMatch(words);
});
