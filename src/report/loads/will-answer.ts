/** Which deaths publish a will? Pure. */
import type { WillSection } from "../../result/loads/will.ts";
import type { RunResult } from "../../result/schema.ts";
import type { BarPanel } from "../charts/bar-chart.ts";
import { namedCases } from "../charts/looks.ts";
import { medianBar } from "../charts/median-bar.ts";
import { formatCount, formatCounted } from "../format.ts";
import { duplicatesText } from "../questions/deliveries.ts";
import type { Answer } from "../questions/answer.ts";
import type { ReportTable } from "../report-table.ts";

type Row = WillSection["rows"][number];

export function willAnswer(result: RunResult, table: ReportTable): Answer {
  const cases = namedCases(result).map((named) => ({
    ...named,
    rows: result.trials.flatMap((trial) =>
      trial.case === named.id && trial.valid && trial.load.kind === "will" ? trial.load.rows : [],
    ),
  }));
  const rows = cases.flatMap((each) => each.rows);
  const deaths = [...new Set(rows.map(({ death }) => death))];
  const panels = deaths.flatMap((death): BarPanel[] => {
    const bars = cases.flatMap(({ rows: own, ...named }) =>
      medianBar(named, own.find((row) => row.death === death)?.deathToDelivery),
    );
    return bars.length === 0 ? [] : [{ title: `${death}: death to will, p50`, bars }];
  });
  return {
    headline: dueSentence(rows),
    besides: [besideSentence(rows)],
    picture:
      panels.length === 0
        ? null
        : {
            kind: "bars",
            panels,
            reading:
              "A panel is a way to die, where a will came, and has its own scale, from 0: the connection is reset; it stays half-open, in silence; the device breaks the protocol; another takes over its client id. p50: half came no later. A trial a case: differences may be chance.",
          },
    table,
    first: ["wills", "refusals"],
  };
}

function sumOver(rows: readonly Row[], pick: (row: Row) => number): number {
  return rows.reduce((total, row) => total + pick(row), 0);
}

function dueSentence(rows: readonly Row[]): string {
  const expected = sumOver(rows, (row) => row.expected);
  return rows.every(({ lost }) => lost === 0)
    ? `Every will that was due came: ${formatCount(expected)} of ${formatCount(expected)}.`
    : `${formatCount(sumOver(rows, (row) => row.lost))} of ${formatCounted(expected, "will that was", "wills that were")} due did not come.`;
}

function besideSentence(rows: readonly Row[]): string {
  const unwanted = sumOver(rows, (row) => row.unwanted);
  const came =
    unwanted === 0 ? "none that was not due" : formatCounted(unwanted, "that was not due", "that were not due");
  const duplicates = sumOver(rows, ({ duplicate }) => duplicate);
  return `Beside them came ${came}, and ${duplicatesText(duplicates)}.`;
}
