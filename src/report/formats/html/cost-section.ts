/** The QoS cost table. Pure. */
import { costGroups, costTable } from "../../../analysis/cost.ts";
import type { ShownRun } from "../../charts/cases.ts";
import { costColumns, costText } from "../../parts/cost-text.ts";
import { formatMultiple } from "../../format.ts";
import { isCompared } from "../../loads.ts";
import { paragraph, subheading, table } from "./section.ts";
import type { Section } from "./section.ts";

export function costSection(runs: readonly ShownRun[]): Section | undefined {
  const tables = runs.filter(({ result }) => isCompared(result)).flatMap(costTables);
  if (tables.length === 0) return undefined;
  const reading = paragraph(
    "Medians over the valid trials of each case; × is the multiple of the first column that has the figure, of what is timed only where its 95 % interval over the rounds excludes 1; – means that it does not exist there.",
  );
  return { id: "cost", title: "What each level costs", body: [reading, ...tables].join("\n") };
}

function costTables({ label, result }: ShownRun): readonly string[] {
  return costGroups(result).flatMap((group) => {
    const { title, cases } = group;
    const columns = costColumns(result, group);
    const sections = costTable(result, cases);
    if (sections.length === 0) return [];
    const rows = sections.flatMap((section) => [
      [section.title],
      ...section.rows.map((row) => [
        row.title,
        ...row.cells.map((cell) => {
          const text = costText(cell, row.unit);
          return cell.multiple === null ? text : `${text} ${formatMultiple(cell.multiple)}`;
        }),
      ]),
    ]);
    const heading = subheading([label, title].filter((part) => part !== "").join(" "));
    return [heading + table(["", ...columns.map((column) => (column === "" ? "measured" : column))], rows)];
  });
}
