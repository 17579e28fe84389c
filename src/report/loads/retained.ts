/** The retained experiment as text: pairs of QoS, late subscribers, and what replacing, clearing and subscribing again did. */
import type { RetainedSection } from "../../result/loads/retained.ts";
import type { RunResult } from "../../result/schema.ts";
import { statisticText } from "../bounds-text.ts";
import { absent, formatCount } from "../format.ts";
import type { ReportPart } from "../parts/part.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import type { Answer } from "../questions/answer.ts";
import { retainedAnswer } from "./retained-answer.ts";
import type { ReportedLoad } from "./reported-load.ts";
import { inCaseOrder, markedName } from "../summary.ts";

type Pair = RetainedSection["pairs"][number];

interface Shown {
  readonly name: string;
  readonly title: ReportTable["rows"];
  readonly section: RetainedSection;
}

const retainedMessages: ReportPart = {
  id: "retained",
  title: "Retained messages",
  reading:
    "The QoS that a message arrived at for each pair of QoS, how soon late subscribers had every retained message, and what was left after messages were replaced or cleared. ! marks what is otherwise than the specification has it.",
  tablesOf: retainedTables,
};

export const retained: ReportedLoad = { isCompared: false, hasTrialText: false, answerOf, part: retainedMessages };

function answerOf(result: RunResult): Answer | undefined {
  const [table] = retainedTables(result);
  return table === undefined ? undefined : retainedAnswer(result, table);
}

function retainedTables(result: RunResult): readonly ReportTable[] {
  const shown = inCaseOrder(result).flatMap((trial): Shown[] =>
    trial.load.kind === "retained"
      ? [{ name: markedName(result, trial), title: trialHeading(result, trial), section: trial.load }]
      : [],
  );
  return shown.length === 0 ? [] : [pairTable(shown), groupTable(shown), checkTable(shown)];
}

function pairTable(shown: readonly Shown[]): ReportTable {
  return {
    heading: ["QoS published → subscribed", "predicted", "live", "retained", "live, wildcard", "retained, wildcard"],
    rows: shown.flatMap(({ title, section: { pairs } }) => [
      ...title,
      ...pairs
        .filter(({ filter }) => filter === "exact")
        .map((exact) => {
          const wildcard = pairs.find(
            ({ filter, publishQos, subscribeQos }) =>
              filter === "wildcard" && publishQos === exact.publishQos && subscribeQos === exact.subscribeQos,
          );
          return [
            `  ${exact.publishQos} → ${exact.subscribeQos}${grantText(exact)}`,
            String(exact.predictedQos),
            ...arrivals(exact),
            ...(wildcard === undefined ? [absent, absent] : arrivals(wildcard)),
          ];
        }),
    ]),
    remarks: [
      ...noteLines(shown),
      "predicted: the lower of the QoS published at and the QoS granted; ! otherwise than the specification has it",
    ],
  };
}

/** What a broker did instead of completing the PUBLISH, once each. */
function noteLines(shown: readonly Shown[]): readonly string[] {
  const found = shown.flatMap(({ name, section: { pairs } }) =>
    pairs.flatMap(({ publishQos, note }) =>
      note === null ? [] : [`${name}: QoS ${publishQos} PUBLISH: the broker ${note}`],
    ),
  );
  return [...new Set(found)];
}

function grantText({ subscribeQos, grantedQos }: Pair): string {
  if (grantedQos === null) return " (refused)";
  return grantedQos === subscribeQos ? "" : ` (granted ${grantedQos})`;
}

/** Live and retained. The retain flag belongs to the retained one only. */
function arrivals(pair: Pair): readonly string[] {
  if (pair.note !== null && pair.live === null && pair.retained === null) return [pair.note, pair.note];
  return [arrivalText(pair, pair.live, false), arrivalText(pair, pair.retained, true)];
}

function arrivalText({ predictedQos }: Pair, arrival: Pair["live"], isFlagDue: boolean): string {
  if (arrival === null) return "! nothing";
  const flag = arrival.isRetained === isFlagDue ? "" : arrival.isRetained ? ", retain flag" : ", no retain flag";
  return arrival.qos === predictedQos && flag === "" ? String(arrival.qos) : `! ${arrival.qos}${flag}`;
}

function groupTable(shown: readonly Shown[]): ReportTable {
  return {
    heading: [
      "late subscribers",
      "expected",
      "arrived",
      "missing",
      "duplicate",
      "no retain flag",
      "SUBSCRIBE to last p50",
      "SUBSCRIBE to last p99",
      "SUBSCRIBE to last max",
    ],
    rows: shown.flatMap(({ title, section: { groups } }) => [
      ...title,
      ...groups.map((group) => {
        const times = group.subscribeToLast;
        return [
          `  ${formatCount(group.subscribers)} to ${group.filter}`,
          ...[group.expected, group.arrived, group.missing, group.duplicate, group.unflagged].map(formatCount),
          ...(["p50", "p99", "max"] as const).map((statistic) => statisticText(times, statistic)),
        ];
      }),
    ]),
    remarks: [],
  };
}

function checkTable(shown: readonly Shown[]): ReportTable {
  return {
    heading: ["retained messages", "expected", "found", "stale", "the specification"],
    rows: shown.flatMap(({ title, section: { checks } }) => [
      ...title,
      ...checks.map(({ check, rule, expected, found, stale }) => [
        `  ${found === expected && stale === 0 ? "" : "! "}${check}`,
        formatCount(expected),
        formatCount(found),
        formatCount(stale),
        rule,
      ]),
    ]),
    remarks: [],
  };
}
