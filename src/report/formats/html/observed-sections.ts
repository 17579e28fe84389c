/** What was observed of guarantees and of the link: a section each. Pure. */
import type { ShownRun } from "../../charts/cases.ts";
import { reportParts } from "../../parts.ts";
import type { ReportTable } from "../../report-table.ts";
import { folded, list, paragraph, subheading, table } from "./section.ts";
import type { Section } from "./section.ts";

export function observedSections(runs: readonly ShownRun[]): readonly Section[] {
  return reportParts.flatMap(({ id, title, reading, tablesOf }): Section[] => {
    const shown = runs.flatMap(({ label, result }) => {
      const tables = tablesOf(result);
      return tables.length === 0 ? [] : [subheading(label), ...tables.map(tableMarkup)];
    });
    return shown.length === 0 ? [] : [{ id, title, body: [paragraph(reading), ...shown].join("\n") }];
  });
}

function tableMarkup({ heading, rows, remarks, foldedUnder }: ReportTable): string {
  const markup = table(heading, rows);
  return (foldedUnder === undefined ? markup : folded(foldedUnder, markup)) + list(remarks);
}
