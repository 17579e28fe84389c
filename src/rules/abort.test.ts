import { describe, expect, it } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../scenario/testing/fake-scenario.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { parseThreshold } from "../scenario/keys/thresholds/thresholds.ts";
import { findBroken, withBroken } from "./abort.ts";
import { evaluateThresholds } from "./thresholds.ts";
import type { Measured } from "./thresholds.ts";

const secondNs = 1e9;

/** Each text with its delay; null: it ends nothing. */
function scenarioWith(...rows: readonly (readonly [string, number | null])[]): Scenario {
  return fakeScenario({
    sensors: [fakeSensors({ qos: 1 })],
    subscribers: [fakeSubscribers({ qos: 1 })],
    thresholds: rows.map(([text, abortAfterNs]) => {
      const parsed = parseThreshold(text, null);
      if (typeof parsed === "string") throw new Error(parsed);
      return { ...parsed, abortAfterNs };
    }),
  });
}

const latency: Measured = {
  kind: "histogram",
  count: 1000,
  min: 1e6,
  mean: 4e6,
  max: 90e6,
  percentiles: { p50: 3e6, p99: 50e6 },
};
const metrics = {
  publishLatency: latency,
  refused: { kind: "value", value: 3 },
  deliveredRate: { kind: "value", value: 1500 },
} as const;

describe("a threshold ends the run", () => {
  it.each([
    ["publishLatency.p99 < 40ms", 50e6], // a percentile above its limit
    ["publishLatency.max < 80ms", 90e6], // what only grows
    ["publishLatency.min > 2ms", 1e6], // what only shrinks
    ["deliveredRate > 2000/s", 1500], // a rate below its limit
    ["refused < 3", 3], // a count that has reached it
    ["refused == 2", 3], // a count that can never be 2 again
  ])("%s", (text, measured) => {
    const broken = findBroken(scenarioWith([text, secondNs]), metrics, 2 * secondNs);
    expect(broken).toMatchObject({ threshold: { text }, measured, afterNs: 2 * secondNs });
  });

  it("at its delay, and not before", () => {
    const scenario = scenarioWith(["refused == 0", 2 * secondNs]);
    expect(findBroken(scenario, metrics, 2 * secondNs - 1)).toBeNull();
    expect(findBroken(scenario, metrics, 2 * secondNs)).not.toBeNull();
  });

  it("only the first, where several fail", () => {
    const scenario = scenarioWith(["refused == 1", null], ["refused == 2", 0], ["refused == 0", 0]);
    expect(findBroken(scenario, metrics, secondNs)?.threshold).toBe(scenario.thresholds[1]);
  });
});

describe("a threshold does not end the run", () => {
  it.each([
    ["publishLatency.p99 < 60ms", 0], // it holds
    ["refused == 4", 0], // the count may still come to it
    ["publishLatency.p99.9 < 1ms", 0], // too few samples so far
    ["serviceTime.p50 < 1ms", 0], // none so far
    ["released.p50 < 1ms", 0], // does not exist at QoS 1
    ["refused == 0", null], // it was not asked to
  ] as const)("%s", (text, abortAfterNs) => {
    expect(findBroken(scenarioWith([text, abortAfterNs]), metrics, secondNs)).toBeNull();
  });
});

it("too few samples for a percentile end no run, whatever a lower one is already", () => {
  const frozen: Measured = {
    kind: "histogram",
    count: 60,
    min: 1e6,
    mean: 3e9,
    max: 4e9,
    percentiles: { p50: 3e9 },
    unended: { count: 40, atMost: { p50: null } },
  };
  const scenario = scenarioWith(["publishLatency.p99 < 1s", secondNs]);
  expect(findBroken(scenario, { publishLatency: frozen }, 5 * secondNs)).toBeNull();
});

describe("what is on its way", () => {
  const so: Record<string, Measured> = {
    publishLatency: { ...latency, unended: { count: 40, atMost: { p99: null, p50: 9e6, max: null } } },
  };

  it.each([
    ["publishLatency.p99 < 40ms", 50e6], // it has taken longer than that already
    ["publishLatency.p50 > 9ms", 3e6], // it cannot become more than 9 ms
  ])("ends the run by its age: %s", (text, measured) => {
    expect(findBroken(scenarioWith([text, 0]), so, secondNs)).toMatchObject({
      measured,
      unended: { count: 40, of: 1040 },
    });
  });

  it.each(["publishLatency.p99 < 60ms", "publishLatency.p50 < 5ms", "publishLatency.p50 > 5ms"])(
    "does not end it by what it may become: %s",
    (text) => {
      expect(findBroken(scenarioWith([text, 0]), so, secondNs)).toBeNull();
    },
  );
});

describe("what ended the run", () => {
  it("has failed by the figure that ended it, also where drain made it hold again", () => {
    const scenario = scenarioWith(["lost == 0", null], ["publishLatency.p99 < 40ms", 0]);
    const broken = findBroken(scenario, metrics, 2 * secondNs);
    const recovered: Record<string, Measured> = {
      lost: { kind: "value", value: 0 },
      publishLatency: { ...latency, percentiles: { p99: 30e6 } },
    };
    const outcomes = withBroken(evaluateThresholds(scenario, recovered), scenario, broken);
    expect(outcomes).toMatchObject([
      { text: "lost == 0", outcome: "passed" },
      { outcome: "failed", measured: 50e6, endedRunAfterNs: 2 * secondNs },
    ]);
    expect(outcomes[0]).not.toHaveProperty("endedRunAfterNs");
  });
});
