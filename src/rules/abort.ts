/** Whether a threshold ends a run before its time. Pure. */
import type { Scenario } from "../scenario/scenario.ts";
import type { Threshold } from "../scenario/keys/thresholds/thresholds.ts";
import { isGrowing } from "../scenario/while-running.ts";
import { evaluateThresholds, failsWithin } from "./thresholds.ts";
import type { Measured, ThresholdOutcome } from "./thresholds.ts";

export interface BrokenThreshold {
  /** One of the scenario's. */
  readonly threshold: Threshold;
  readonly measured: number;
  readonly unended: ThresholdOutcome["unended"];
  /** Since measure began. */
  readonly afterNs: number;
}

/** The first that fails on what is known so far; `measuredNs` since measure began. */
export function findBroken(
  scenario: Scenario,
  metrics: Readonly<Record<string, Measured>>,
  measuredNs: number,
  ofGroups: ReadonlyMap<string, Readonly<Record<string, Measured>>> = new Map(),
): BrokenThreshold | null {
  for (const [place, { outcome, measured, unended, nothing }] of evaluateThresholds(
    scenario,
    metrics,
    ofGroups,
  ).entries()) {
    const threshold = scenario.thresholds[place];
    if (threshold === undefined || threshold.abortAfterNs === null || measuredNs < threshold.abortAfterNs) continue;
    // Too few samples fail at the end, not on the way there.
    if (outcome !== "failed" || measured === null || nothing !== undefined || mayStillHold(threshold, measured))
      continue;
    // What is on its way has only begun to take long: it ends a run by its age, not by what may become of it.
    if (unended !== undefined && !failsWithin(measured, unended.atMost, threshold)) continue;
    return { threshold, measured, unended, afterNs: measuredNs };
  }
  return null;
}

/** A count below the number that it must reach. */
function mayStillHold({ metric, statistic, comparison, limit }: Threshold, measured: number): boolean {
  return comparison === "==" && (isGrowing(metric) || statistic === "max") && measured < limit;
}

/** What ended the run has failed, by the figure that ended it, whatever drain made of it. */
export function withBroken(
  outcomes: readonly ThresholdOutcome[],
  { thresholds }: Scenario,
  broken: BrokenThreshold | null,
): readonly ThresholdOutcome[] {
  return outcomes.map((each, place) =>
    broken === null || thresholds[place] !== broken.threshold
      ? each
      : {
          text: each.text,
          position: each.position,
          unit: each.unit,
          outcome: "failed",
          measured: broken.measured,
          ...(broken.unended !== undefined && { unended: broken.unended }),
          endedRunAfterNs: broken.afterNs,
        },
  );
}
