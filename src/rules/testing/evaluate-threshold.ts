/** One threshold held against the figures of a small trial. */
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../scenario/testing/fake-scenario.ts";
import { parseThreshold } from "../../scenario/keys/thresholds/thresholds.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { evaluateThresholds } from "../thresholds.ts";
import type { ThresholdOutcome } from "../thresholds.ts";

export type Metrics = Parameters<typeof evaluateThresholds>[1];

export const metrics: Metrics = {
  lost: { kind: "value", value: 3 },
  publishLatency: {
    kind: "histogram",
    count: 1000,
    min: 1e6,
    mean: 4e6,
    max: 90e6,
    percentiles: { p50: 3e6, p99: 50e6 },
  },
};

export const acknowledged = {
  sensors: [fakeSensors({ qos: 1 })],
  subscribers: [fakeSubscribers({ qos: 1 })],
};

export function evaluate(
  text: string,
  changes: Partial<Scenario> = acknowledged,
  of: Metrics = metrics,
): ThresholdOutcome {
  const threshold = parseThreshold(text, null);
  if (typeof threshold === "string") throw new Error(threshold);
  const [outcome] = evaluateThresholds(fakeScenario({ ...changes, thresholds: [threshold] }), of);
  if (outcome === undefined) throw new Error("no outcome");
  return outcome;
}
