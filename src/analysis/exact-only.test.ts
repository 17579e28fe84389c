import { expect, it } from "vitest";
import type { RunResult } from "../result/schema.ts";
import { compare } from "./compare.ts";
import { exactOnly, hasVaryingThresholds, timingFaultsOf } from "./exact-only.ts";
import { fakeRun } from "./testing/fake-runs.ts";
import { gate } from "./gate.ts";
import { baselineOf, sideOfBaseline, sideOfResult } from "./side.ts";

function faulty(...codes: readonly string[]): RunResult {
  const run = fakeRun({ serviceTimesNs: [400e3] });
  const invalidBecause = codes.map((code) => ({ code, text: `because of ${code}` }));
  return { ...run, trials: run.trials.map((trial) => ({ ...trial, valid: codes.length === 0, invalidBecause })) };
}

function withThresholds(run: RunResult, ...texts: readonly string[]): RunResult {
  const thresholds = texts.map((text) => ({
    text,
    position: null,
    outcome: "passed" as const,
    measured: 0,
    unit: "count" as const,
  }));
  return { ...run, trials: run.trials.map((trial) => ({ ...trial, thresholds })) };
}

it("tells a run that is not valid for its times alone from any other", () => {
  expect(timingFaultsOf(faulty("late", "event-loop-late", "generator-busy"))).toHaveLength(3);
  expect(timingFaultsOf(faulty("late", "dropped"))).toEqual([]);
  expect(timingFaultsOf({ ...faulty("late"), status: "partial" })).toEqual([]);
  expect(timingFaultsOf(faulty())).toEqual([]);
});

it("its exact figures make a baseline, and hold or fail against one", () => {
  const late = exactOnly(faulty("late"));
  expect(baselineOf(faulty("late")).cases).toEqual({});
  const base = sideOfBaseline(baselineOf(late));
  expect(gate(late, compare(base, sideOfResult(late)), { isStrict: true }).outcome).toBe("passed");
  const other = exactOnly({ ...fakeRun({ serviceTimesNs: [400e3], values: { lost: 1 } }) });
  expect(gate(other, compare(base, sideOfResult(other)), { isStrict: false }).outcome).toBe("failed");
});

it("no time of it is left, nor a threshold on one", () => {
  const run = withThresholds(faulty("late"), "lost == 0", "qos=2: publishLatency.p99 < 250ms", "brokerRssPeak < 1MB");
  expect(hasVaryingThresholds(run)).toBe(true);
  const [trial] = exactOnly(run).trials;
  expect(trial?.thresholds.map(({ text }) => text)).toEqual(["lost == 0"]);
  expect(Object.keys(trial?.metrics ?? {})).not.toContain("serviceTime");
  expect(hasVaryingThresholds(withThresholds(run, "qos=2: lost == 0"))).toBe(false);
});

it("what is not of its times stays a fault", () => {
  const [trial] = exactOnly(faulty("late", "dropped")).trials;
  expect(trial?.invalidBecause.map(({ code }) => code)).toEqual(["dropped"]);
});

it.each(["visitsWaited", "delayedByOutage", "replyTimeouts", "overruns"])(
  "%s hangs on when things happened: it is no exact figure, and no gate fails by another count of it",
  (metric) => {
    const [base, other] = [19, 26].map((count) =>
      exactOnly(fakeRun({ serviceTimesNs: [400e3], values: { [metric]: count } })),
    );
    if (base === undefined || other === undefined) throw new Error("no run");
    expect(base.trials[0]?.metrics).not.toHaveProperty(metric);
    expect(gate(other, compare(sideOfResult(base), sideOfResult(other)), { isStrict: true }).outcome).toBe("passed");
    expect(hasVaryingThresholds(withThresholds(other, `${metric} == 0`))).toBe(true);
  },
);
