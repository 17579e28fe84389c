import { expect, it } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../scenario/testing/fake-scenario.ts";
import { tooFewPairs } from "./expected-tests.ts";

const scenario = fakeScenario({
  sensors: [fakeSensors({ count: 100, qos: 1, schedule: { kind: "even", periodNs: 50e6 } })],
  subscribers: [fakeSubscribers({ qos: 1 })],
});
const one = { scenario, unsupported: null };

it("counts what every trial of a case has: both latencies at two percentiles, CPU and memory of the broker", () => {
  expect(tooFewPairs([one], 5)).toEqual({ test: "signed rank", trials: 5, beside: 5, tests: 6, needed: 8 });
  expect(tooFewPairs([one], 8)).toBeNull();
});

it("counts the rates, too, where no plan sets them: in a closed loop, with random gaps", () => {
  const unplanned = [{ kind: "closed" }, { kind: "poisson", periodNs: 50e6 }] as const;
  const loops = unplanned.map((schedule) => ({
    ...scenario,
    sensors: [fakeSensors({ count: 100, qos: 1, schedule })],
  }));
  const [loop, random] = loops.map((each) => tooFewPairs([{ scenario: each, unsupported: null }], 5));
  expect(loop).toMatchObject({ tests: 8, needed: 9 });
  expect(random).toMatchObject({ tests: 8, needed: 9 });
});

it("needs more for more cases, and leaves out those that cannot be run", () => {
  expect(tooFewPairs([one, one, one, one], 10)).toBeNull();
  expect(tooFewPairs([one, one, one, one], 9)).toMatchObject({ tests: 24, needed: 10 });
  expect(tooFewPairs([one, { ...one, unsupported: "no QoS 2" }], 8)).toBeNull();
});

it("asks for fewer where one figure is named, and for none where nothing is certain", () => {
  const named = [{ metric: "serviceTime", statistic: "p50" }] as const;
  expect(tooFewPairs([one], 5, named)).toMatchObject({ tests: 1, needed: 6 });
  expect(tooFewPairs([one], 6, named)).toBeNull();
  expect(tooFewPairs([], 1)).toBeNull();
});
