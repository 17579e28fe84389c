/** A table of what was observed, for every report. */
import type { RunResult, Trial } from "../result/schema.ts";
import { formatTable, notValid } from "./format.ts";
import { markedName } from "./summary.ts";

/** Columns of the narrowest terminal that a table is made for. */
const terminalColumns = 80;

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

/** Spaces between columns where there is room for no more. */
const narrowGap = 2;

/** Lines no wider than a terminal: its columns closer, on its side where that fits, else in parts that each begin with the first column. */
export function fittedLines(table: Pick<ReportTable, "heading" | "rows">, wideGap = 3): readonly string[] {
  const wide = linesOf(table, wideGap);
  if (isFitting(wide)) return wide;
  const gap = narrowGap;
  const lines = linesOf(table, gap);
  if (isFitting(lines)) return lines;
  const isWhole = table.rows.every((row) => row.length === table.heading.length);
  const turned = isWhole ? linesOf(transposed({ ...table, remarks: [] }), gap) : [];
  if (isWhole && isFitting(turned)) return turned;
  return partsOf(table, gap).flatMap((part, index) => [...(index === 0 ? [] : [""]), ...linesOf(part, gap)]);
}

/** As many columns at a time as fit, and always one. */
function partsOf(
  { heading, rows }: Pick<ReportTable, "heading" | "rows">,
  gap: number,
): readonly Pick<ReportTable, "heading" | "rows">[] {
  const parts: Pick<ReportTable, "heading" | "rows">[] = [];
  for (let from = 1; from < heading.length;) {
    let to = heading.length;
    const cut = (): Pick<ReportTable, "heading" | "rows"> => ({
      heading: [heading[0] ?? "", ...heading.slice(from, to)],
      rows: rows.map((row) => (row.length === 1 ? row : [row[0] ?? "", ...row.slice(from, to)])),
    });
    while (to > from + 1 && !isFitting(linesOf(cut(), gap))) to -= 1;
    parts.push(cut());
    from = to;
  }
  return parts;
}

function linesOf({ heading, rows }: Pick<ReportTable, "heading" | "rows">, gap: number): readonly string[] {
  return formatTable([heading, ...rows], gap);
}

/** Whether no line is wider than a terminal. */
export function isFitting(lines: readonly string[]): boolean {
  return lines.every(({ length }) => length <= terminalColumns);
}

/** Beside each other on a page. */
const mostColumns = 9;

/** Many columns and few rows, and narrower so: it is read more easily lying on its side. */
export function isTransposed(table: ReportTable): boolean {
  const { heading, rows } = table;
  return (
    heading.length > mostColumns &&
    rows.length < heading.length - 1 &&
    rows.every((row) => row.length === heading.length) &&
    widthOf(transposed(table)) < widthOf(table)
  );
}

/** Characters, a gap of two behind each column. */
function widthOf({ heading, rows }: ReportTable): number {
  const widths = heading.map(
    (name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)) + 2,
  );
  return widths.reduce((sum, width) => sum + width, 0);
}

/** Rows as columns. */
export function transposed<T extends ReportTable>(table: T): T {
  const [corner = "", ...names] = table.heading;
  return {
    ...table,
    heading: [corner, ...table.rows.map(([name = ""]) => name.trim())],
    rows: names.map((name, column) => [name, ...table.rows.map((row) => row[column + 1] ?? "")]),
  };
}

export function isSameTable(a: ReportTable, b: ReportTable | undefined): boolean {
  return b !== undefined && JSON.stringify([a.heading, a.rows]) === JSON.stringify([b.heading, b.rows]);
}
