import { describe, expect, it } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../scenario/testing/fake-scenario.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { parseThreshold } from "../scenario/keys/thresholds/thresholds.ts";
import { evaluate, metrics } from "./testing/evaluate-threshold.ts";
import { evaluateThresholds } from "./thresholds.ts";
import type { ThresholdOutcome } from "./thresholds.ts";

describe("a threshold", () => {
  it.each([
    // Every comparison: below, at and above the measured 3.
    ["lost < 4", "passed"],
    ["lost < 3", "failed"],
    ["lost <= 3", "passed"],
    ["lost <= 2", "failed"],
    ["lost > 2", "passed"],
    ["lost > 3", "failed"],
    ["lost >= 3", "passed"],
    ["lost >= 4", "failed"],
    ["lost == 3", "passed"],
    ["lost == 2", "failed"],
    ["lost != 2", "passed"],
    ["lost != 3", "failed"],
  ] as const)("%s: %s at 3", (text, outcome) => {
    expect(evaluate(text)).toMatchObject({ outcome, measured: 3, unit: "count" });
  });

  it.each([
    ["min", 1e6], // what a histogram keeps of its own
    ["mean", 4e6],
    ["max", 90e6],
    ["p50", 3e6], // and its percentiles
    ["p99", 50e6],
  ])("reads the %s of a histogram", (statistic, measured) => {
    expect(evaluate(`publishLatency.${statistic} < 1h`)).toMatchObject({ outcome: "passed", measured, unit: "ns" });
  });

  it("keeps its text and where it stands", () => {
    const position = { file: "a.yaml", line: 3, column: 5 };
    const threshold = parseThreshold("lost == 0", position);
    const thresholds = typeof threshold === "string" ? [] : [threshold];
    expect(evaluateThresholds(fakeScenario({ thresholds }), metrics)).toEqual([
      { text: "lost == 0", position, outcome: "failed", measured: 3, unit: "count" },
    ]);
  });

  it("has an outcome each, in their order", () => {
    const thresholds = ["lost == 3", "lost == 4"].flatMap((text) => {
      const threshold = parseThreshold(text, null);
      return typeof threshold === "string" ? [] : [threshold];
    });
    const outcomes = evaluateThresholds(fakeScenario({ thresholds }), metrics);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["passed", "failed"]);
  });
});

describe("a threshold is not applicable", () => {
  const idle: Partial<Scenario> = { load: { kind: "idle" } };
  const atQos = (sensors: 0 | 1 | 2, subscribers: 0 | 1 | 2): Partial<Scenario> => ({
    sensors: [fakeSensors({ qos: sensors })],
    subscribers: [fakeSubscribers({ qos: subscribers })],
  });

  it.each([
    ["publishLatency.p99 < 1ms", "no handshake at QoS 0", atQos(0, 2)],
    ["acknowledged > 5", "no acknowledgement at QoS 0", atQos(0, 2)],
    ["releaseLeg.p50 < 1ms", "one leg only at QoS 1", atQos(1, 2)],
    ["released.p50 < 1ms", "delivered at the sensors' lower QoS", atQos(1, 2)],
    ["released.p50 < 1ms", "delivered at the subscribers' lower QoS", atQos(2, 1)],
    ["lost == 0", "nobody receives", { subscribers: [] }],
    ["endToEndLatency.p50 < 1ms", "nobody receives", { subscribers: [] }],
    ["sent > 5", "an idle load sends nothing", idle],
  ])("%s: %s", (text, _, changes) => {
    expect(evaluate(text, changes)).toMatchObject({ outcome: "not applicable", measured: null });
  });

  it.each([
    ["publishLatency.p99 < 1ms", "one group has handshakes", { sensors: [fakeSensors(), fakeSensors({ qos: 1 })] }],
    ["released.p50 < 1ms", "delivered at QoS 2", atQos(2, 2)],
    [
      "released.p50 < 1ms",
      "one subscriber has QoS 2",
      {
        sensors: [fakeSensors({ qos: 2 })],
        subscribers: [fakeSubscribers(), fakeSubscribers({ qos: 2 })],
      },
    ],
    ["lost == 0", "sensors listen", { sensors: [fakeSensors({ listen: { topic: "a", qos: 0 } })], subscribers: [] }],
    ["connectLatency.p99 < 1s", "idle clients connect too", idle],
    ["sent > 5", "every level sends", atQos(0, 0)],
  ] satisfies readonly (readonly [string, string, Partial<Scenario>])[])(
    "but applies to %s: %s",
    (text, _, changes) => {
      expect(evaluate(text, changes, {}).outcome).toBe("failed");
    },
  );
});

describe("a threshold on a group", () => {
  const scenario = {
    sensors: [fakeSensors({ name: "alarms", qos: 2 }), fakeSensors({ name: "readings", qos: 0 })],
    subscribers: [fakeSubscribers({ qos: 2 })],
  };
  const ofGroups = new Map([
    ["alarms", { publishLatency: { kind: "value", value: 2e9 } as const, lost: { kind: "value", value: 0 } as const }],
    ["readings", { lost: { kind: "value", value: 7 } as const }],
  ]);
  const ofGroup = (text: string): ThresholdOutcome["outcome"] | undefined => {
    const threshold = parseThreshold(text, null);
    if (typeof threshold === "string") throw new Error(threshold);
    return evaluateThresholds(fakeScenario({ ...scenario, thresholds: [threshold] }), metrics, ofGroups)[0]?.outcome;
  };

  it.each([
    // All together lost 3, the alarms none, the readings 7.
    ["lost == 3", "passed"],
    ["alarms: lost == 0", "passed"],
    ["readings: lost == 0", "failed"],
    ["readings: lost == 7", "passed"],
    // At QoS 0 nothing is acknowledged, whatever other groups do.
    ["readings: acknowledged > 0", "not applicable"],
    ["readings: publishLatency.p99 < 1s", "not applicable"],
    // It could exist there and does not: no pass.
    ["alarms: duplicate == 0", "failed"],
  ] as const)("%s: %s", (text, outcome) => {
    expect(ofGroup(text)).toBe(outcome);
  });
});
