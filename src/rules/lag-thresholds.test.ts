import { expect, test } from "vitest";
import { fakeScenario, fakeSensors } from "../scenario/testing/fake-scenario.ts";
import { parseThreshold } from "../scenario/keys/thresholds/thresholds.ts";
import { evaluateThresholds } from "./thresholds.ts";

/** The p99 is at least 60 µs and at most 200 µs. */
const serviceTimeLessReadLag = {
  kind: "histogram",
  count: 10_000,
  min: 1e3,
  mean: 30e3,
  max: 1e6,
  percentiles: { p50: 20e3, p99: 60e3 },
  atMost: { p99: 200e3 },
} as const;

test.each([
  ["serviceTimeLessReadLag.p99 < 250us", "passed", 200e3],
  ["serviceTimeLessReadLag.p99 < 150us", "failed", 200e3],
  ["serviceTimeLessReadLag.p99 < 50us", "failed", 200e3],
  ["serviceTimeLessReadLag.p99 > 50us", "passed", 60e3],
  ["serviceTimeLessReadLag.p99 > 100us", "failed", 60e3],
  ["serviceTimeLessReadLag.p50 < 25us", "passed", 20e3],
])("%s: %s, since both ends of what it can be count", (text, outcome, measured) => {
  const threshold = parseThreshold(text, null);
  if (typeof threshold === "string") throw new Error(threshold);
  const scenario = fakeScenario({ sensors: [fakeSensors({ qos: 1 })], subscribers: [], thresholds: [threshold] });
  expect(evaluateThresholds(scenario, { serviceTimeLessReadLag })).toMatchObject([{ outcome, measured }]);
});
