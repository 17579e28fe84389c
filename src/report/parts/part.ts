/** A part of a report: a row that text, Markdown and HTML walk alike. */
import type { RunResult } from "../../result/schema.ts";
import { fittedLines } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";

export interface ReportPart {
  /** Anchor in HTML. */
  readonly id: string;
  readonly title: string;
  /** How to read it, in sentences. */
  readonly reading: string;
  /** None where the result has nothing for it. */
  readonly tablesOf: (result: RunResult) => readonly ReportTable[];
  /** Whether a terminal shows it, too; left out: always. */
  readonly isInTerminal?: (result: RunResult) => boolean;
}

/** A table with its remarks, no wider than a terminal. */
export function tableLines({ heading, rows, remarks }: ReportTable): readonly string[] {
  return [...fittedLines({ heading, rows }, 2), ...remarks];
}
