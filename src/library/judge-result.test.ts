import { expect, it } from "vitest";
import { sideOfResult } from "../analysis/side.ts";
import { fakeRun } from "../analysis/testing/fake-runs.ts";
import type { RunResult } from "../result/schema.ts";
import { judgeResult } from "./judge-result.ts";

const sound = fakeRun({ serviceTimesNs: [400e3] });

function late(text: string): RunResult {
  const invalidBecause = [{ code: "late", text: "because it was late" }];
  const thresholds = [{ text, position: null, outcome: "passed" as const, measured: 0, unit: "count" as const }];
  return { ...sound, trials: sound.trials.map((trial) => ({ ...trial, valid: false, invalidBecause, thresholds })) };
}

function judge(run: RunResult, base: RunResult | null, isExact: boolean) {
  const side = base === null ? null : sideOfResult(base);
  return judgeResult(run, side, { isExact, isStrict: false, compareOptions: () => ({ isForced: false }) });
}

it("exact figures of a run pass against another run's, whose times are left out like its own", () => {
  const { verdict, comparison } = judge(sound, sound, true);
  expect(verdict.outcome).toBe("passed");
  expect(comparison?.cases.map(({ measured }) => measured)).toEqual([[]]);
});

it("a late run without a baseline is held to its exact thresholds, as it is with a baseline of exact figures", () => {
  expect(judge(late("lost == 0"), null, false)).toMatchObject({ isExactAlone: true, verdict: { outcome: "passed" } });
  const timed = judge(late("publishLatency.p99 < 1s"), null, false);
  expect(timed).toMatchObject({ isExactAlone: false, verdict: { outcome: "not valid" } });
});

it("thresholds on times that are left out are stated all the same: there is nothing to check, and not for want of them", () => {
  const timed =
    "the thresholds on times, and on what else varies from run to run, are left out, and no baseline is given";
  expect(judge(late("publishLatency.p99 < 1s"), null, true).verdict).toMatchObject({
    outcome: "nothing to check",
    nothingToCheck: timed,
  });
  const bare = { ...sound, trials: sound.trials.map((trial) => ({ ...trial, thresholds: [] })) };
  expect(judge(bare, null, true).verdict.nothingToCheck).toBe("no threshold is stated, and no baseline is given");
});
