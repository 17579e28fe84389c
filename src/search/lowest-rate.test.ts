import { expect, test } from "vitest";
import { parseConditions } from "../scenario/keys/thresholds/thresholds.ts";
import { fakeScenario, fakeSensors } from "../scenario/testing/fake-scenario.ts";
import { lowestRate } from "./lowest-rate.ts";

function from1000(until: string, seconds: number): number {
  const conditions = parseConditions(until);
  if (typeof conditions === "string") throw new Error(conditions);
  const sensors = [fakeSensors({ count: 10, qos: 1, schedule: { kind: "even", periodNs: 10e6 } })];
  const phases = { warmupNs: 0, measureNs: seconds * 1e9, drainNs: 1e9 };
  return lowestRate(fakeScenario({ sensors, phases }), 1000, conditions);
}

test.each([
  // p99 needs 1,000 messages, p90 100, and anything at all 40.
  ["publishLatency.p99 < 1s", 1, 1000],
  ["publishLatency.p99 < 1s", 4, 250],
  ["publishLatency.p90 < 1s", 1, 250],
  ["publishLatency.p90 < 1s", 10, 15.6],
  ["lost == 0", 1, 62.5],
  ["lost == 0", 1000, 0.975],
])("%s in %s s: no lower than %s/s", (until, seconds, lowest) => {
  expect(from1000(until, seconds)).toBe(lowest);
});
