/** What was observed of guarantees and of the link: a section each. Pure. */
import type { ShownRun } from "../../charts/cases.ts";
import { reportParts } from "../../parts.ts";
import type { Answer } from "../../questions/answer.ts";
import { isSameTable } from "../../report-table.ts";
import { paragraph, reportTable, subheading } from "./section.ts";
import type { Section } from "./section.ts";

/** Without the tables that answers have shown. */
export function observedSections(runs: readonly ShownRun[], answers: readonly Answer[]): readonly Section[] {
  return reportParts.flatMap(({ id, title, reading, tablesOf }): Section[] => {
    const shown = runs.flatMap(({ label, result }) => {
      const tables = tablesOf(result).filter((each) => answers.every(({ table }) => !isSameTable(each, table)));
      return tables.length === 0 ? [] : [subheading(label), ...tables.map(reportTable)];
    });
    return shown.length === 0 ? [] : [{ id, title, body: [paragraph(reading), ...shown].join("\n") }];
  });
}
