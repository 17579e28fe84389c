import { expect, test } from "vitest";
import { fakeScenario, fakeSensors } from "../scenario/testing/fake-scenario.ts";
import { atRate, rateOf } from "./scaled-scenario.ts";

const fast = fakeSensors({ count: 100, schedule: { kind: "even", periodNs: 1e9 } });
const slow = fakeSensors({ count: 100, schedule: { kind: "poisson", periodNs: 10e9 } });

test("the rate of a scenario is of all its sensors together", () => {
  expect(rateOf(fakeScenario({ sensors: [fast, slow] }))).toBeCloseTo(110);
});

test("where completions or another load set the pace there is none", () => {
  expect(rateOf(fakeScenario({ sensors: [fast, fakeSensors({ schedule: { kind: "closed" } })] }))).toBeNull();
  expect(rateOf(fakeScenario({ load: { kind: "idle" } }))).toBeNull();
});

test("another rate changes every group's period by the same factor, and nothing else", () => {
  const scenario = fakeScenario({ sensors: [fast, slow] });
  const scaled = atRate(scenario, 220);
  expect(rateOf(scaled)).toBeCloseTo(220);
  expect(scaled.sensors.map(({ schedule }) => schedule)).toEqual([
    { kind: "even", periodNs: 0.5e9 },
    { kind: "poisson", periodNs: 5e9 },
  ]);
  expect({ ...scaled, sensors: [] }).toEqual({ ...scenario, sensors: [] });
});
