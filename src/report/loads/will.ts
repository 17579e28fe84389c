/** The will experiment as text: a line for each way to die. */
import type { RunResult } from "../../result/schema.ts";
import type { WillSection } from "../../result/loads/will.ts";
import { statisticText } from "../bounds-text.ts";
import { absent, formatCount, formatCounted } from "../format.ts";
import type { ReportPart } from "../parts/part.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import type { Answer } from "../questions/answer.ts";
import { willAnswer } from "./will-answer.ts";
import type { ReportedLoad } from "./reported-load.ts";
import { inCaseOrder, markedName } from "../summary.ts";

type DeathRow = WillSection["rows"][number];

const wills: ReportPart = {
  id: "wills",
  title: "Wills",
  reading:
    "A row is a way for a sensor to die. Expected are the wills that are due, times the subscribers; a will that is not due should not have come. Times are from a sensor's death to its will at a subscriber.",
  tablesOf: willTables,
};

export const will: ReportedLoad = { isCompared: false, hasTrialText: false, answerOf, part: wills };

function answerOf(result: RunResult): Answer | undefined {
  const [table] = willTables(result);
  return table === undefined ? undefined : willAnswer(result, table);
}

function willTables(result: RunResult): readonly ReportTable[] {
  const trials = inCaseOrder(result).flatMap((trial) =>
    trial.load.kind === "will"
      ? [{ name: markedName(result, trial), title: trialHeading(result, trial), section: trial.load }]
      : [],
  );
  if (trials.length === 0) return [];
  const isRetained = trials.some(({ section }) => section.rows.some(({ retained }) => retained !== null));
  const heading = [
    "wills",
    "died",
    "expected",
    "delivered",
    "lost",
    "duplicate",
    "not due",
    "at QoS",
    "death to delivery p50",
    "death to delivery p99",
    "death to delivery max",
    ...(isRetained ? ["retained, late subscriber"] : []),
  ];
  const groups = trials.map(({ title, section }) => [
    ...title,
    ...section.rows.map((row) => [
      `  ${row.death}${row.notApplicable === null ? "" : ` (${row.notApplicable})`}`,
      ...(row.notApplicable === null ? cells(row) : cells(row).map(() => absent)),
      ...(isRetained ? [row.notApplicable === null ? retainedText(row) : absent] : []),
    ]),
  ]);
  return [{ heading, rows: groups.flat(), remarks: trials.flatMap(leftOpenLines) }];
}

function leftOpenLines({ name, section }: { readonly name: string; readonly section: WillSection }): readonly string[] {
  return section.rows.flatMap(({ death, died, leftOpen }) =>
    leftOpen === 0
      ? []
      : [`${name}: ${death}: the broker left ${formatCount(leftOpen)} of ${formatCounted(died, "connection")} open`],
  );
}

function cells(row: DeathRow): readonly string[] {
  const { deathToDelivery: times } = row;
  return [
    formatCount(row.died),
    formatCount(row.expected),
    formatCount(row.delivered),
    formatCount(row.lost),
    formatCount(row.duplicate),
    formatCount(row.unwanted),
    qosText(row.qos),
    ...(["p50", "p99", "max"] as const).map((statistic) => statisticText(times, statistic)),
  ];
}

/** `1`, or `0 × 3, 1 × 97` where they came at several. */
function qosText(qos: DeathRow["qos"]): string {
  const [first, ...others] = Object.entries(qos);
  if (first === undefined) return absent;
  if (others.length === 0) return first[0];
  return [first, ...others].map(([level, deliveries]) => `${level} × ${formatCount(deliveries)}`).join(", ");
}

/** Found of expected; without the retain flag it is not as the specification has it. */
function retainedText({ retained }: DeathRow): string {
  if (retained === null) return absent;
  const { expected, found, flagged } = retained;
  const unflagged = found === flagged ? "" : `, ${formatCount(found - flagged)} without the retain flag`;
  return `${formatCount(found)} of ${formatCount(expected)}${unflagged}`;
}
