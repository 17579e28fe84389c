import { describe, expect, it } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../scenario/testing/fake-scenario.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { parseThreshold } from "../scenario/keys/thresholds.ts";
import { evaluateThresholds } from "./thresholds.ts";
import type { ThresholdOutcome } from "./thresholds.ts";

type Metrics = Parameters<typeof evaluateThresholds>[1];

const metrics: Metrics = {
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

const acknowledged = {
  sensors: [fakeSensors({ qos: 1 })],
  subscribers: [fakeSubscribers({ qos: 1 })],
};

function evaluate(text: string, changes: Partial<Scenario> = acknowledged, of: Metrics = metrics): ThresholdOutcome {
  const threshold = parseThreshold(text, null);
  if (typeof threshold === "string") throw new Error(threshold);
  const [outcome] = evaluateThresholds(fakeScenario({ ...changes, thresholds: [threshold] }), of);
  if (outcome === undefined) throw new Error("no outcome");
  return outcome;
}

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

describe("a threshold without samples", () => {
  it("fails where the metric could exist", () => {
    expect(evaluate("serviceTime.p99 < 1h")).toMatchObject({
      outcome: "failed",
      measured: null,
      nothing: "no samples",
    });
  });

  it("fails on a percentile that too few samples support", () => {
    expect(evaluate("publishLatency.p99.9 < 1h")).toMatchObject({ outcome: "failed", measured: null });
  });

  it("fails even where any value would pass", () => {
    expect(evaluate("unsent >= 0")).toMatchObject({ outcome: "failed", measured: null });
  });
});

describe("a threshold on what did not end in full", () => {
  const of = (atMost: Record<string, number | null>): Metrics => ({
    publishLatency: {
      kind: "histogram",
      count: 1478,
      min: 1e6,
      mean: 700e6,
      max: 4e9,
      percentiles: { p50: 3e6, p90: 3.8e9, p99: 120e6 },
      unended: { count: 522, atMost },
    },
  });

  it.each([
    // Exact: what never ended cannot change it.
    ["publishLatency.p50 < 4ms", "passed"],
    ["publishLatency.p50 < 2ms", "failed"],
    // At least 120 ms, and without limit: below 200 ms it may be, and need not.
    ["publishLatency.p99 < 200ms", "failed"],
    ["publishLatency.p99 <= 200ms", "failed"],
    ["publishLatency.p99 == 120ms", "failed"],
    ["publishLatency.p99 != 200ms", "failed"],
    // Whatever it becomes.
    ["publishLatency.p99 > 100ms", "passed"],
    ["publishLatency.p99 >= 120ms", "passed"],
    ["publishLatency.p99 != 100ms", "passed"],
    ["publishLatency.p99 > 200ms", "failed"],
    // Between 3.8 and 3.9 s.
    ["publishLatency.p90 < 4s", "passed"],
    ["publishLatency.p90 < 3.85s", "failed"],
    ["publishLatency.p90 != 4s", "passed"],
  ] as const)("%s: %s", (text, outcome) => {
    expect(evaluate(text, acknowledged, of({ p90: 3.9e9, p99: null }))).toMatchObject({ outcome });
  });

  it("says how many never ended, and what the figure is at most", () => {
    expect(evaluate("publishLatency.p99 < 200ms", acknowledged, of({ p99: null }))).toMatchObject({
      measured: 120e6,
      unended: { count: 522, of: 2000, atMost: null },
    });
    expect(evaluate("publishLatency.p50 < 200ms", acknowledged, of({ p99: null })).unended).toBeUndefined();
  });
});

describe("a threshold on a percentile of too few samples, of which some never ended", () => {
  const frozen: Metrics = {
    publishLatency: {
      kind: "histogram",
      count: 100,
      min: 1e6,
      mean: 3e9,
      max: 4e9,
      percentiles: { p50: 3.5e9, p95: 3.8e9 },
      unended: { count: 300, atMost: { p50: null, p95: null } },
    },
  };
  const evaluated = (text: string): ThresholdOutcome => evaluate(text, acknowledged, frozen);

  it("fails with the bound that is known, and says that there were too few", () => {
    expect(evaluated("publishLatency.p99 < 1s")).toMatchObject({
      outcome: "failed",
      measured: 3.8e9,
      unended: { count: 300, of: 400, atMost: null },
      nothing: "too few samples",
    });
  });

  it.each(["publishLatency.p99 < 5s", "publishLatency.p99 > 1s"])(
    "%s is not decided by it: it fails without",
    (text) => {
      expect(evaluated(text)).toMatchObject({ outcome: "failed", measured: null, nothing: "too few samples" });
      expect(evaluated(text).unended).toBeUndefined();
    },
  );
});

describe("a threshold on a count of nothing", () => {
  const values = (of: Record<string, number>): Metrics =>
    Object.fromEntries(Object.entries(of).map(([name, value]) => [name, { kind: "value", value }]));

  it.each([
    ["lost == 0", { lost: 0, expectedDeliveries: 0 }, "0 expected"],
    ["duplicate == 0", { duplicate: 0, expectedDeliveries: 0 }, "0 expected"],
    ["reordered == 0", { reordered: 0, expectedDeliveries: 0 }, "0 expected"],
    ["deliveredRate < 5/s", { deliveredRate: 0, expectedDeliveries: 0 }, "0 expected"],
    ["unsent == 0", { unsent: 0, intended: 0 }, "0 intended"],
    ["overruns == 0", { overruns: 0, intended: 0 }, "0 intended"],
    ["refused == 0", { refused: 0, acknowledged: 0, unfinished: 0 }, "0 sent"],
    ["unfinished == 0", { refused: 0, acknowledged: 0, unfinished: 0 }, "0 sent"],
    ["dropped == 0", { dropped: 0, connected: 0 }, "0 connected"],
    ["outages == 0", { outages: 0, connected: 0 }, "0 connected"],
  ])("%s fails", (text, of, nothing) => {
    expect(evaluate(text, acknowledged, values(of))).toMatchObject({ outcome: "failed", measured: null, nothing });
  });

  it.each([
    ["willsLost == 0", { willsLost: 0, willsExpected: 0 }, "0 expected"],
    ["willsDuplicate == 0", { willsDuplicate: 0, willsExpected: 0 }, "0 expected"],
  ])("%s fails", (text, of, nothing) => {
    const load: Partial<Scenario> = {
      load: { kind: "will", deaths: ["reset"], delaySeconds: 0, timeoutNs: 1e9, settleNs: 1e9 },
    };
    expect(evaluate(text, load, values(of))).toMatchObject({ outcome: "failed", measured: null, nothing });
  });

  it.each([
    ["lost == 0", { lost: 0, expectedDeliveries: 1 }],
    ["refused == 0", { refused: 0, acknowledged: 0, unfinished: 1 }],
    ["outages == 0", { outages: 0, connected: 2 }],
    ["intended == 0", { intended: 0 }], // a count of what is due is its own
  ])("but %s passes where there was something", (text, of) => {
    const outcome = evaluate(text, acknowledged, values(of));
    expect(outcome).toMatchObject({ outcome: "passed", measured: 0 });
    expect(outcome.nothing).toBeUndefined();
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
