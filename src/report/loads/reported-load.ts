/** What a kind of load is to a report: a row of the registry. Functions find nothing in trials of other kinds. */
import type { RunResult, Trial } from "../../result/schema.ts";
import type { ReportPart } from "../parts/part.ts";

/** An account of a trial: what it is of, and figures in words. */
export type Account = readonly [name: string, text: string];

export interface ReportedLoad {
  /** Whether its cases stand beside each other with what they cost; otherwise its own tables say what it found. */
  readonly isCompared: boolean;
  /** Whether a trial of it is shown in full: what is driven step by step has no rate. */
  readonly hasTrialText: boolean;
  /** Lines of accounts between what connected and the ledger. */
  readonly accountsOf?: (trial: Trial) => readonly Account[];
  /** Block at the end of a trial in full. */
  readonly detailsOf?: (trial: Trial) => readonly string[];
  /** The part of the report that is about it alone. */
  readonly part?: ReportPart;
  readonly summary?: LoadSummary;
}

/** What it found, over all cases. */
interface LoadSummary {
  readonly title: string;
  readonly linesOf: (result: RunResult) => readonly string[];
  /** What follows from it, in sentences; undefined where no trial is of this load. */
  readonly sentencesOf: (result: RunResult) => readonly string[] | undefined;
}
