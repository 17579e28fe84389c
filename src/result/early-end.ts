/** Trials that ended before their time: what they measured is true, but less than was planned. */
import type { RunResult, Trial } from "./schema.ts";

/** Codes of what makes a trial that ended early not valid: by the user or the broker, and by an end of a process or an agent of mqbench's own. */
const endedEarly: ReadonlySet<string> = new Set(["ended-early", "ended-itself"]);

/** Whatever ended it. */
export function isCutShort(trial: Trial): boolean {
  return isEndedByThreshold(trial) || trial.invalidBecause.some(({ code }) => endedEarly.has(code));
}

export function isEndedByThreshold({ thresholds }: Trial): boolean {
  return thresholds.some(({ endedRunAfterNs }) => endedRunAfterNs !== undefined);
}

/** Trials are missing, and no threshold is why, which would be a failure of its own: what was made is true, and says nothing of the whole. */
export function isUnfinished({ status, trials }: RunResult): boolean {
  return trials.length > 0 && status !== "complete" && !trials.some(isEndedByThreshold);
}

export const unfinishedWords = "the run did not finish: not every trial was made";
