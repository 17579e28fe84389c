import { describe, expect, it } from "vitest";
import type { Scenario } from "../scenario/scenario.ts";
import { acknowledged, evaluate } from "./testing/evaluate-threshold.ts";
import type { Metrics } from "./testing/evaluate-threshold.ts";
import type { ThresholdOutcome } from "./thresholds.ts";

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

  it("fails even where hardly any value would", () => {
    expect(evaluate("unsent != 123456789")).toMatchObject({ outcome: "failed", measured: null });
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
