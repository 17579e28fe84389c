/** A table of what was observed, for every report. */
import type { RunResult, Trial } from "../result/schema.ts";
import { notValid } from "./format.ts";
import { markedName } from "./summary.ts";

export interface ReportTable {
  readonly heading: readonly string[];
  /** A row of one cell is a heading of those below it. */
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table. */
  readonly remarks: readonly string[];
  /** What the table is folded under where a report can fold: not every reader wants its every row. */
  readonly foldedUnder?: string;
}

/** The row that says whose rows follow; none where there is one trial only, and that is valid. */
export function trialHeading(result: RunResult, trial: Trial): readonly (readonly string[])[] {
  return result.trials.length === 1 && trial.valid ? [] : [[markedName(result, trial)]];
}

/** A row of a trial: of one that is not valid its name alone, marked, and as many cells. */
export function trialRow({ valid }: Trial, [name = "", ...figures]: readonly string[]): readonly string[] {
  return valid ? [name, ...figures] : [name, notValid, ...figures.slice(1).map(() => "")];
}
