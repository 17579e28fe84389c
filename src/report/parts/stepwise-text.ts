/** The loads that are driven step by step, as text. */
import type { RunResult } from "../../result/schema.ts";
import { formatTable } from "../format.ts";
import { handshakeTables } from "./handshake-text.ts";
import { retainedTables } from "./retained-text.ts";
import type { ReportTable } from "../report-table.ts";
import { willTable } from "./will-text.ts";

function stepwiseTables(result: RunResult): readonly ReportTable[] {
  return [willTable(result), ...retainedTables(result), ...handshakeTables(result)].filter(
    (table) => table !== undefined,
  );
}

export function renderStepwise(result: RunResult): readonly (readonly string[])[] {
  return stepwiseTables(result).flatMap(({ heading, rows, remarks }) => [formatTable([heading, ...rows], 2), remarks]);
}
