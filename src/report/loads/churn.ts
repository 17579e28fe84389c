/** Devices that come and go, as text: a line for each group. */
import { churnCounts } from "../../result/loads/churn.ts";
import type { ChurnRow, ChurnSection } from "../../result/loads/churn.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { valueMetrics } from "../../result/value-metrics.ts";
import { statisticText } from "../bounds-text.ts";
import { absent, formatCount, formatCounted } from "../format.ts";
import type { ReportPart } from "../parts/part.ts";
import type { Answer } from "../questions/answer.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder, markedName } from "../summary.ts";
import { churnAnswer } from "./churn-answer.ts";
import { sharedRemarks } from "./remarks.ts";
import type { GroupFigures, ReportedLoad } from "./reported-load.ts";

interface Shown {
  readonly name: string;
  readonly title: ReportTable["rows"];
  readonly section: ChurnSection;
}

const part: ReportPart = {
  id: "churn",
  title: "Devices that come and go",
  reading:
    "A row is a group of devices; a visit is one stay, from connect to leave. Times are from the intended visit: to CONNACK, and to the end of its last message. A visit that waited was due while its device was still there.",
  tablesOf: churnTables,
};

export const churn: ReportedLoad = { isCompared: false, hasTrialText: false, groupsOf, answerOf, part };

function groupsOf({ load }: Trial): readonly GroupFigures[] {
  return load.kind === "churn" ? load.rows.map((row) => ({ name: row.name, metrics: metricsOf(row) })) : [];
}

function metricsOf(row: ChurnRow): Trial["metrics"] {
  const { connectTime, visitTime } = row;
  return {
    ...valueMetrics(churnCounts([row], row.expected > 0)),
    ...(connectTime !== null && { connectTime }),
    ...(visitTime !== null && { visitTime }),
  };
}

function answerOf(result: RunResult): Answer | undefined {
  const [table] = churnTables(result);
  return table === undefined ? undefined : churnAnswer(result, table);
}

function churnTables(result: RunResult): readonly ReportTable[] {
  const shown = inCaseOrder(result).flatMap((trial): Shown[] =>
    trial.load.kind === "churn"
      ? [{ name: markedName(result, trial), title: trialHeading(result, trial), section: trial.load }]
      : [],
  );
  return shown.length === 0 ? [] : [visitTable(shown), timeTable(shown)];
}

function visitTable(shown: readonly Shown[]): ReportTable {
  return {
    heading: ["visits", "due", "begun", "waited", "connected", "failed", "messages", "expected", "lost", "duplicate"],
    rows: shown.flatMap(({ title, section }) => [
      ...title,
      ...section.rows.map((row) => [
        `  ${who(row)}`,
        ...[row.due, row.begun, row.waited, row.connected, failures(row), row.sent].map(formatCount),
        ...[row.expected, row.lost, row.duplicate].map((each) => (row.expected === 0 ? absent : formatCount(each))),
      ]),
    ]),
    remarks: [
      "a visit is one stay of a device: connect, subscribe, send, leave; waited: due while the device was still there; messages: sent in all visits",
      ...sharedRemarks(shown.map((each) => ({ name: each.name, texts: remarksOf(each) }))),
    ],
  };
}

function timeTable(shown: readonly Shown[]): ReportTable {
  const statistics = ["p50", "p99", "max"] as const;
  return {
    heading: [
      "from the intended visit",
      ...statistics.map((statistic) => `to CONNACK ${statistic}`),
      ...statistics.map((statistic) => `to its last message ${statistic}`),
    ],
    rows: shown.flatMap(({ title, section }) => [
      ...title,
      ...section.rows.map((row) => [
        `  ${who(row)}`,
        ...statistics.map((statistic) => statisticText(row.connectTime, statistic)),
        ...statistics.map((statistic) => statisticText(row.visitTime, statistic)),
      ]),
    ]),
    remarks: [],
  };
}

function who({ name, devices }: ChurnRow): string {
  return `${formatCount(devices)} ${name}`;
}

function failures({ failed }: ChurnRow): number {
  return Object.values(failed).reduce((sum, each) => sum + each, 0);
}

function remarksOf({ section: { rows, messages, opened } }: Shown): readonly string[] {
  const forgotten = rows.reduce((sum, row) => sum + row.sessionsLost, 0);
  return [
    ...rows.flatMap((row) =>
      Object.entries(row.failed).map(([cause, times]) => `${row.name}: ${formatCount(times)} × ${cause}`),
    ),
    ...(forgotten === 0 ? [] : [`the broker had forgotten ${formatCounted(forgotten, "kept session")}`]),
    `${formatCounted(opened, "connection was", "connections were")} opened, warm-up and subscribers included`,
    ...(messages.agrees ? ["packets and bytes of messages: as predicted"] : messages.differences),
  ];
}
