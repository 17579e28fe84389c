/** Trials that a threshold of their scenario ended before their time: what they measured is true, but less than was planned. */
import type { RunResult, Trial } from "./schema.ts";

export function isEndedByThreshold({ thresholds }: Trial): boolean {
  return thresholds.some(({ endedRunAfterNs }) => endedRunAfterNs !== undefined);
}

export function isRunEndedByThreshold({ trials }: RunResult): boolean {
  return trials.some(isEndedByThreshold);
}
