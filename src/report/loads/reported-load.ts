/** What a kind of load is to a report: a row of the registry. Functions find nothing in trials of other kinds. */
import type { Trial } from "../../result/schema.ts";
import type { ReportPart } from "../parts/part.ts";
import type { Question } from "../questions/answer.ts";

/** An account of a trial: what it is of, and figures in words. */
export type Account = readonly [name: string, text: string];

/** What a trial found of one of its groups of devices. */
export interface GroupFigures {
  readonly name: string;
  readonly metrics: Trial["metrics"];
}

export interface ReportedLoad {
  /** Whether its cases stand beside each other with what they cost; otherwise its own tables say what it found. */
  readonly isCompared: boolean;
  /** Whether a trial of it is shown in full: what is driven step by step has no rate. */
  readonly hasTrialText: boolean;
  /** Lines of accounts between what connected and the ledger. */
  readonly accountsOf?: (trial: Trial) => readonly Account[];
  /** Block at the end of a trial in full. */
  readonly detailsOf?: (trial: Trial) => readonly string[];
  /** Figures of each group by itself; none where the load has no groups. */
  readonly groupsOf?: (trial: Trial) => readonly GroupFigures[];
  /** The part of the report that is about it alone. */
  readonly part?: ReportPart;
  /** What its results answer first; left out where that hangs on what its cases differ in. */
  readonly answerOf?: Question;
}
