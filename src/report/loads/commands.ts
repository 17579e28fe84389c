/** Commands and replies as text: a line for each group of devices. */
import { commandCounts } from "../../result/loads/commands.ts";
import type { CommandRow, CommandsSection } from "../../result/loads/commands.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { valueMetrics } from "../../result/value-metrics.ts";
import { statisticText } from "../bounds-text.ts";
import { absent, formatCount, formatCounted, formatNs } from "../format.ts";
import type { ReportPart } from "../parts/part.ts";
import type { Answer } from "../questions/answer.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder, markedName } from "../summary.ts";
import { sharedRemarks } from "./remarks.ts";
import { commandsAnswer } from "./commands-answer.ts";
import type { GroupFigures, ReportedLoad } from "./reported-load.ts";

interface Shown {
  readonly name: string;
  readonly title: ReportTable["rows"];
  readonly section: CommandsSection;
}

const part: ReportPart = {
  id: "commands",
  title: "Commands and replies",
  reading:
    "A row is a group of devices. Times are from the intended command: to the command at its device, and to its reply at the backend. A timeout is a reply that was due and had not come when its time was over; withheld ones were left out on purpose.",
  tablesOf: commandTables,
};

export const commands: ReportedLoad = { isCompared: false, hasTrialText: false, groupsOf, answerOf, part };

function groupsOf({ load }: Trial): readonly GroupFigures[] {
  return load.kind === "commands" ? load.rows.map((row) => ({ name: row.name, metrics: metricsOf(row) })) : [];
}

function metricsOf(row: CommandRow): Trial["metrics"] {
  const { commandLatency, replyTime } = row;
  return {
    ...valueMetrics(commandCounts([row])),
    ...(commandLatency !== null && { commandLatency }),
    ...(replyTime !== null && { replyTime }),
  };
}

function answerOf(result: RunResult): Answer | undefined {
  const [table] = commandTables(result);
  return table === undefined ? undefined : commandsAnswer(result, table);
}

function commandTables(result: RunResult): readonly ReportTable[] {
  const shown = inCaseOrder(result).flatMap((trial): Shown[] =>
    trial.load.kind === "commands"
      ? [{ name: markedName(result, trial), title: trialHeading(result, trial), section: trial.load }]
      : [],
  );
  return shown.length === 0 ? [] : [countTable(shown), timeTable(shown)];
}

function countTable(shown: readonly Shown[]): ReportTable {
  return {
    heading: [
      "commands",
      "QoS",
      "sent",
      "while away",
      "lost",
      "duplicate",
      "replies due",
      "in time",
      "late",
      "timeouts",
      "withheld",
      "duplicate replies",
    ],
    rows: shown.flatMap(({ title, section }) => [
      ...title,
      ...section.rows.map((row) => [`  ${who(row)}`, hops(row, section), ...counts(row)]),
    ]),
    remarks: [
      "QoS: of the command, of the device's subscription, of the reply, of the backend's subscription; while away: due while the device slept; late, timeouts: not there when its time was over",
      ...sharedRemarks(shown.map((each) => ({ name: each.name, texts: remarksOf(each) }))),
    ],
  };
}

function timeTable(shown: readonly Shown[]): ReportTable {
  const statistics = ["p50", "p99", "max"] as const;
  return {
    heading: [
      "from the intended command",
      ...statistics.map((statistic) => `to its device ${statistic}`),
      ...statistics.map((statistic) => `to its reply ${statistic}`),
    ],
    rows: shown.flatMap(({ title, section }) => [
      ...title,
      ...section.rows.map((row) => [
        `  ${who(row)}`,
        ...statistics.map((statistic) => statisticText(row.commandLatency, statistic)),
        ...statistics.map((statistic) => statisticText(row.replyTime, statistic)),
      ]),
    ]),
    remarks: [],
  };
}

function who({ name, devices, asleepNs, awakeNs }: CommandRow): string {
  const asleep = asleepNs === 0 ? "" : `, asleep ${formatNs(asleepNs)} of ${formatNs(asleepNs + awakeNs)}`;
  return `${formatCount(devices)} ${name}${asleep}`;
}

/** Of the four hops, in their order. */
function hops({ qos }: CommandRow, { subscribeQos }: CommandsSection): string {
  const there = `${qos.command} → ${qos.subscribe}`;
  return qos.reply === null ? there : `${there} → ${qos.reply} → ${subscribeQos.join(" and ")}`;
}

function counts(row: CommandRow): readonly string[] {
  const ofCommands = [row.sent, row.whileAway, row.lost, row.duplicate].map(formatCount);
  const ofReplies = [row.repliesDue, row.inTime, row.late, row.timeouts, row.withheld, row.repliesDuplicate];
  return [...ofCommands, ...ofReplies.map((each) => (row.qos.reply === null ? absent : formatCount(each)))];
}

function remarksOf({ section: { rows, messages } }: Shown): readonly string[] {
  const unsent = rows.reduce((sum, row) => sum + row.intended - row.sent, 0);
  const forgotten = rows.reduce((sum, row) => sum + row.sessionsLost, 0);
  return [
    ...(unsent === 0 ? [] : [`${formatCounted(unsent, "command was", "commands were")} due and never sent`]),
    ...(forgotten === 0
      ? []
      : [`the broker had forgotten ${formatCounted(forgotten, "session of a device", "sessions of devices")}`]),
    ...(messages.agrees ? ["packets and bytes of commands and replies: as predicted"] : messages.differences),
  ];
}
