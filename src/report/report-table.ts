/** A table of what was observed, for every report. */
import type { RunResult, Trial } from "../result/schema.ts";
import { trialName } from "./summary.ts";

export interface ReportTable {
  readonly heading: readonly string[];
  /** A row of one cell is a heading of those below it. */
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table. */
  readonly remarks: readonly string[];
  /** What the table is folded under where a report can fold: not every reader wants its every row. */
  readonly foldedUnder?: string;
}

/** The row that says whose rows follow; none where there is one trial only. */
export function trialHeading(result: RunResult, trial: Trial): readonly (readonly string[])[] {
  return result.trials.length === 1 ? [] : [[trialName(result, trial)]];
}
