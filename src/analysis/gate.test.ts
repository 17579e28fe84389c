import { describe, expect, it } from "vitest";
import { fakeTrial } from "../result/testing/fake-result.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import { compare } from "./compare.ts";
import { fakeRun, steadyNs } from "./testing/fake-runs.ts";
import { gate, isFailing } from "./gate.ts";
import { baselineOf, sideOfBaseline, sideOfResult } from "./side.ts";

const lenient = { isStrict: false };
const strict = { isStrict: true };

function gated(base: RunResult, head: RunResult, options = lenient) {
  const figures = [{ metric: "serviceTime", statistic: "p50" } as const];
  return gate(head, compare(sideOfResult(base), sideOfResult(head), { figures }), options);
}

function againstBaseline(base: RunResult, head: RunResult, options = lenient) {
  return gate(head, compare(sideOfBaseline(baselineOf(base)), sideOfResult(head)), options);
}

function withThreshold(outcome: Trial["thresholds"][number]["outcome"]): RunResult {
  const run = fakeRun({ serviceTimesNs: [400e3] });
  const threshold = { text: "lost == 0", position: null, outcome, measured: 0, unit: "count" as const };
  return { ...run, trials: run.trials.map((trial) => ({ ...trial, thresholds: [threshold] })) };
}

it("passes when nothing changed", () => {
  expect(gated(fakeRun(), fakeRun())).toMatchObject({ outcome: "passed", notValid: [] });
});

describe("thresholds", () => {
  it("fail the gate without a baseline", () => {
    expect(gate(withThreshold("failed"), null, lenient).outcome).toBe("failed");
    expect(gate(withThreshold("passed"), null, lenient).outcome).toBe("passed");
  });

  it("that apply nowhere, or are not there, leave nothing to check: that is no pass", () => {
    expect(gate(withThreshold("not applicable"), null, lenient)).toMatchObject({
      outcome: "nothing to check",
      notValid: [],
      nothingToCheck: "no threshold applies, and no baseline is given",
    });
    const run = fakeRun();
    const bare = { ...run, trials: run.trials.map((trial) => ({ ...trial, thresholds: [] })) };
    expect(gate(bare, null, strict)).toMatchObject({
      outcome: "nothing to check",
      notValid: [],
      nothingToCheck: "no threshold is stated, and no baseline is given",
    });
  });

  it("cannot be held against a run that measured nothing", () => {
    const empty: RunResult = { ...withThreshold("passed"), trials: [], status: "complete" };
    expect(gate(empty, null, strict)).toMatchObject({
      outcome: "not valid",
      notValid: ["nothing was measured: the result has no trial"],
    });
  });

  it("fail, and are no fault of the run, when one ended it before all trials were made", () => {
    const partial: RunResult = { ...withThreshold("failed"), status: "partial" };
    expect(gate(partial, null, lenient).outcome).toBe("not valid");
    const trials = partial.trials.map((trial) => ({
      ...trial,
      thresholds: trial.thresholds.map((each) => ({ ...each, endedRunAfterNs: 2e9 })),
    }));
    expect(gate({ ...partial, trials }, null, lenient)).toMatchObject({ outcome: "failed", notValid: [] });
    // It counts fewer messages than another run, by no change of anything.
    expect(sideOfResult({ ...partial, trials })).toMatchObject({ cases: [], withoutTrials: ["qos=2"] });
  });

  it("fail when they failed in any trial, and say in how many", () => {
    const trials = [withThreshold("passed"), withThreshold("failed")].flatMap((run) => run.trials);
    const [check] = gate({ ...fakeRun(), trials }, null, lenient).checks;
    expect(check).toMatchObject({ kind: "threshold", outcome: "failed", threshold: { failed: 1 } });
  });
});

describe("the committed baseline", () => {
  it("fails by one byte more, and by an acknowledgement more, naming both values", () => {
    const head = fakeRun({ values: { wireBytesPerMessage: 106, packetsPerMessage: 5 } });
    const verdict = againstBaseline(fakeRun(), head);
    expect(verdict.outcome).toBe("failed");
    const failed = verdict.checks.filter(({ outcome }) => outcome === "failed");
    expect(failed.map(({ name, exact }) => [name, exact?.base?.max, exact?.head?.max])).toEqual([
      ["packetsPerMessage", 4, 5],
      ["wireBytesPerMessage", 105, 106],
    ]);
  });

  it("passes an improvement, but not when strict: the baseline is no longer what is measured", () => {
    const head = fakeRun({ values: { wireBytesPerMessage: 104 } });
    const verdict = againstBaseline(fakeRun(), head);
    expect(verdict.outcome).toBe("passed");
    expect(verdict.checks.filter(({ outcome }) => outcome !== "passed")).toMatchObject([
      { name: "wireBytesPerMessage", outcome: "improved" },
    ]);
    const held = againstBaseline(fakeRun(), head, strict);
    expect(held.outcome).toBe("failed");
    expect(held.checks.filter((check) => isFailing(check, held)).map(({ name }) => name)).toEqual([
      "wireBytesPerMessage",
    ]);
  });

  it("fails when the run has one case where it has two, whatever that is called", () => {
    const [run, axes] = [fakeRun(), [{ pacing: "economical" }, { pacing: "precise" }]];
    const [first] = run.cases;
    if (first === undefined) throw new Error("the fake has a case");
    const swept = axes.map((each) => ({ ...first, id: `pacing=${each.pacing}`, axes: each }));
    const trials = swept.flatMap(({ id }) => run.trials.map((trial) => ({ ...trial, case: id })));
    const alone = run.trials.map((trial) => ({ ...trial, case: "" }));
    const verdict = againstBaseline(
      { ...run, cases: swept, trials },
      { ...run, cases: [{ ...first, id: "", axes: {} }], trials: alone },
    );
    expect(verdict.outcome).toBe("failed");
    expect(verdict.checks.filter(({ kind }) => kind === "case").map(({ case: id, outcome }) => [id, outcome])).toEqual([
      ["pacing=economical", "failed"],
      ["pacing=precise", "failed"],
    ]);
  });

  it("fails when a case is gone", () => {
    const base = fakeRun({ serviceTimesNs: [400e3] });
    const head = { ...base, cases: [], trials: [] };
    const verdict = againstBaseline(base, head);
    expect(verdict.checks).toMatchObject([{ kind: "case", case: "qos=2", outcome: "failed" }]);
  });
});

describe("figures that vary", () => {
  const slower = fakeRun({ serviceTimesNs: steadyNs.map((ns) => ns * 1.3) });

  it("fail by a regression, and pass by an improvement", () => {
    expect(gated(fakeRun(), slower).outcome).toBe("failed");
    expect(gated(slower, fakeRun()).outcome).toBe("passed");
  });

  it("of too few trials to find anything pass nothing, but fail by what is exact", () => {
    const few = fakeRun({ serviceTimesNs: steadyNs.slice(0, 3) });
    const tenfold = fakeRun({ serviceTimesNs: steadyNs.slice(0, 3).map((ns) => ns * 10) });
    expect(gated(few, tenfold)).toMatchObject({ outcome: "too few trials", tooFew: { needed: 4 } });
    const longer = fakeRun({ serviceTimesNs: steadyNs.slice(0, 3), values: { wireBytesPerMessage: 106 } });
    expect(gated(few, longer).outcome).toBe("failed");
  });

  it("that hang on a few messages never fail", () => {
    const figures = [{ metric: "serviceTime", statistic: "max" } as const];
    const comparison = compare(sideOfResult(fakeRun()), sideOfResult(slower), { figures });
    const verdict = gate(slower, comparison, strict);
    expect(verdict.checks.find(({ kind }) => kind === "measured")?.outcome).toBe("not applicable");
    expect(verdict.outcome).toBe("passed");
  });
});

describe("a run that is not valid", () => {
  it("yields no verdict, whatever it measured", () => {
    const run = fakeRun({ serviceTimesNs: [400e3] });
    const late = { valid: false, invalidBecause: [{ code: "late", text: "mqbench was late" }] };
    const verdict = gate({ ...run, trials: [fakeTrial(2, late)] }, null, lenient);
    expect(verdict).toMatchObject({ outcome: "not valid", notValid: ["qos=2 trial 1: mqbench was late"] });
  });

  it("neither does one that did not finish", () => {
    expect(gate(fakeRun({ status: "partial" }), null, lenient).outcome).toBe("not valid");
  });
});
