/** Does everyone get in, and say what they have to say? Pure. */
import type { ChurnRow } from "../../result/loads/churn.ts";
import type { RunResult } from "../../result/schema.ts";
import type { BarPanel } from "../charts/bar-chart.ts";
import { namedCases } from "../charts/looks.ts";
import { medianBar } from "../charts/median-bar.ts";
import { formatCount, formatCounted } from "../format.ts";
import { allText, duplicatesText } from "../questions/deliveries.ts";
import type { Answer } from "../questions/answer.ts";
import type { ReportTable } from "../report-table.ts";

export function churnAnswer(result: RunResult, table: ReportTable): Answer {
  const cases = namedCases(result).map((named) => ({
    ...named,
    rows: result.trials.flatMap((trial) =>
      trial.case === named.id && trial.valid && trial.load.kind === "churn" ? trial.load.rows : [],
    ),
  }));
  const rows = cases.flatMap((each) => each.rows);
  const panels = (["connectTime", "visitTime"] as const).flatMap((time): BarPanel[] => {
    const bars = cases.flatMap(({ name, look, rows: own }) =>
      own.flatMap((row) => {
        const whose = own.length > 1 ? [name, row.name].filter((word) => word !== "").join(" ") : name;
        return medianBar({ name: whose, look }, row[time]);
      }),
    );
    const title = time === "connectTime" ? "visit to CONNACK, p50" : "visit to its last message, p50";
    return bars.length === 0 ? [] : [{ title, bars }];
  });
  const reading =
    "From when a device was due to come. p50: half took no longer. Each panel has its own scale, from 0; a trial a case: differences may be chance.";
  return {
    headline: headline(rows),
    besides: besides(rows),
    picture: panels.length === 0 ? null : { kind: "bars", panels, reading },
    table,
    first: ["churn", "link", "refusals"],
  };
}

type Count = "due" | "begun" | "waited" | "connected" | "expected" | "lost" | "duplicate";

function sumOf(rows: readonly ChurnRow[], key: Count): number {
  return rows.reduce((total, row) => total + row[key], 0);
}

function headline(rows: readonly ChurnRow[]): string {
  const [due, begun, connected] = [sumOf(rows, "due"), sumOf(rows, "begun"), sumOf(rows, "connected")];
  if (connected === due)
    return `Everyone got in: ${due === 1 ? "the only visit of a device was" : `all ${formatCount(due)} visits of devices were`} let in.`;
  const which = [
    ...(connected === begun
      ? []
      : [`${formatCount(begun - connected)} of ${formatCounted(due, "visit")} did not get in`]),
    // Nobody refused these: the device of each had not left.
    ...(begun === due
      ? []
      : [
          `${formatCount(due - begun)} of ${formatCounted(due, "visit")} never began, as ${due - begun === 1 ? "its" : "their"} device was still there`,
        ]),
  ];
  return `${which.join("; ")}.`;
}

function besides(rows: readonly ChurnRow[]): readonly string[] {
  const [expected, lost, duplicates] = [sumOf(rows, "expected"), sumOf(rows, "lost"), sumOf(rows, "duplicate")];
  const waited = sumOf(rows, "waited");
  const came =
    lost === 0
      ? `${allText(expected, "delivery", "deliveries")} came`
      : `${formatCount(lost)} of ${formatCounted(expected, "delivery", "deliveries")} did not come`;
  return [
    ...(expected === 0 ? [] : [`${came}, ${duplicatesText(duplicates)}.`]),
    ...(waited === 0
      ? []
      : [
          `${formatCounted(waited, "visit was", "visits were")} due while ${waited === 1 ? "its" : "their"} device was still there, and waited.`,
        ]),
  ];
}
