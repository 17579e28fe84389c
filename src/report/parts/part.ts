/** A part of a report: a row that text, Markdown and HTML walk alike. */
import type { RunResult } from "../../result/schema.ts";
import { formatTable } from "../format.ts";
import type { ReportTable } from "../report-table.ts";

export interface ReportPart {
  /** Anchor in HTML. */
  readonly id: string;
  readonly title: string;
  /** How to read it, in sentences. */
  readonly reading: string;
  /** None where the result has nothing for it. */
  readonly tablesOf: (result: RunResult) => readonly ReportTable[];
  /** Blocks of lines in a terminal. */
  readonly blocksOf: (result: RunResult) => readonly (readonly string[])[];
  /** Whether it is what the run was made to find out: in a terminal that stands last, where it is in sight. */
  readonly isAnswer: boolean;
}

/** Tables with their remarks in one block. `gap`: blanks between columns. */
export function tableLines(tables: readonly ReportTable[], gap: number): readonly string[] {
  return tables.flatMap(({ heading, rows, remarks }) => [...formatTable([heading, ...rows], gap), ...remarks]);
}

/** Each table a block, and its remarks another. */
export function tableBlocks(tables: readonly ReportTable[]): readonly (readonly string[])[] {
  return tables.flatMap(({ heading, rows, remarks }) => [formatTable([heading, ...rows], 2), remarks]);
}
