/** The handshake matrix as text: each step of each level by broker, then what was resent, and what is to be said of it. */
import type { HandshakeSection } from "../../result/loads/handshake.ts";
import type { RunResult } from "../../result/schema.ts";
import { absent, formatCount } from "../format.ts";
import type { ReportPart } from "../parts/part.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import type { Answer } from "../questions/answer.ts";
import { handshakeAnswer } from "./handshake-answer.ts";
import type { ReportedLoad } from "./reported-load.ts";
import { inCaseOrder, markedName } from "../summary.ts";

type Row = HandshakeSection["rows"][number];

interface Shown {
  readonly name: string;
  readonly title: ReportTable["rows"];
  readonly section: HandshakeSection;
}

const guarantees: ReportPart = {
  id: "guarantees",
  title: "Does each level keep its promise?",
  reading:
    "A row is a step before which the connection was cut, an answer that was withheld before the cut, or a packet sent twice, a column where it was tried: kept or broken, and what was not delivered just once. – is not applicable: the broker has no such step.",
  tablesOf: handshakeTables,
};

export const handshake: ReportedLoad = { isCompared: false, hasTrialText: false, answerOf, part: guarantees };

function answerOf(result: RunResult): Answer | undefined {
  const [table] = handshakeTables(result);
  return table === undefined ? undefined : handshakeAnswer(result, table);
}

function handshakeTables(result: RunResult): readonly ReportTable[] {
  const shown = inCaseOrder(result).flatMap((trial): Shown[] =>
    trial.load.kind === "handshake"
      ? [{ name: markedName(result, trial), title: trialHeading(result, trial), section: trial.load }]
      : [],
  );
  return shown.length === 0 ? [] : [matrix(shown), ...shown.map(resentTable)];
}

/** Steps × QoS, a column a trial. */
function matrix(shown: readonly Shown[]): ReportTable {
  const longest = shown.map(({ section }) => section.rows).toSorted((a, b) => b.length - a.length)[0] ?? [];
  const rows = inGroups(longest).flatMap(({ group, rows: own }) => [
    [group],
    ...own.map((row) => [
      `  ${stepTitle(row)}`,
      ...shown.map(({ section }) => verdictText(section.rows[longest.indexOf(row)])),
    ]),
  ]);
  return {
    heading: ["does the level keep its promise?", ...shown.map(({ name }) => name)],
    rows,
    remarks: [
      "kept: delivered at most once at QoS 0, at least once at QoS 1, exactly once at QoS 2; exchanges that are not counted were delivered once",
      "a PUBLISH after the PUBACK or PUBCOMP of its identifier is a new message, DUP or not: delivered twice is right there",
    ],
  };
}

/** Rows that follow each other and are of one level and side, below what they have in common. */
function inGroups(rows: readonly Row[]): readonly { readonly group: string; readonly rows: readonly Row[] }[] {
  const groups: { group: string; rows: Row[] }[] = [];
  for (const row of rows) {
    const group = groupOf(row);
    const last = groups.at(-1);
    if (last?.group === group) last.rows.push(row);
    else groups.push({ group, rows: [row] });
  }
  return groups;
}

function groupOf({ fault, side, qos }: Row): string {
  const where = `${side}'s connection cut`;
  return fault === "duplicate" ? `QoS ${qos}, duplicates on purpose` : `QoS ${qos}, ${where}`;
}

/** What its group says already is not said again. */
function stepTitle({ title }: Row): string {
  return title.replace(/^cut (?=before )/u, "").replace(/ withheld, then cut$/u, " withheld first");
}

/** `kept`, and what of it is not one delivery a message: `kept, 20 lost`, `broken, 20 duplicate`. */
function verdictText(row: Row | undefined): string {
  if (row === undefined) return "not run";
  if (row.verdict === "not applicable") return absent;
  const { none, once, more } = row.deliveries;
  const parts = [
    ...(none > 0 ? [`${formatCount(none)} lost`] : []),
    ...(row.messages === 2 && once > 0 ? [`${formatCount(once)} once`] : []),
    ...(more > 0 ? [`${formatCount(more)} duplicate`] : []),
  ];
  return [row.verdict, ...parts].join(", ");
}

function resentTable({ name, title, section }: Shown): ReportTable {
  const rows = inGroups(section.rows).flatMap(({ group, rows: own }) => [
    [group],
    ...own.map((row) => [
      `  ${stepTitle(row)}`,
      ...(row.notApplicable === null ? counts(row) : Array.from({ length: 5 }, () => absent)),
    ]),
  ]);
  return {
    heading: ["what was resent", "while open", "PUBLISH (DUP)", "PUBREL", "acknowledgements", "delivered 0 / 1 / 2+"],
    rows: [...title, ...rows],
    remarks: remarksOf(section),
    foldedUnder: `what was resent at each step, ${name}`,
  };
}

function counts(row: Row): readonly string[] {
  const { none, once, more } = row.deliveries;
  return [
    row.fault === "withheld" ? formatCount(row.resentWhileOpen) : absent,
    `${formatCount(row.publishesResent)} (${formatCount(row.withDup)})`,
    row.qos === 2 ? formatCount(row.pubrelsResent) : absent,
    Object.entries(row.acknowledgements)
      .map(([packet, times]) => `${packet} ${formatCount(times)}`)
      .join(", ") || absent,
    `${formatCount(none)} / ${formatCount(once)} / ${formatCount(more)}`,
  ];
}

/** The same remark of several rows is said once, with the first of them. */
function remarksOf({ rows }: HandshakeSection): readonly string[] {
  const impossible = [...new Set(rows.flatMap(({ notApplicable }) => (notApplicable === null ? [] : [notApplicable])))];
  const rowsOf = new Map<string, string[]>();
  for (const { qos, side, title, remarks } of rows)
    for (const remark of remarks) rowsOf.set(remark, [...(rowsOf.get(remark) ?? []), `QoS ${qos} ${side}, ${title}`]);
  return [
    ...impossible.map((why) => `not applicable: the broker ${why}`),
    ...forwardingLines(rows),
    ...[...rowsOf].map(([remark, [first = "", ...others]]) => {
      const more = others.length === 0 ? "" : ` (and in ${others.length} more ${others.length === 1 ? "row" : "rows"})`;
      return `${first}${more}: ${remark}`;
    }),
  ];
}

/** At what a broker delivers a QoS 2 message: told by whether it came while its PUBREL was withheld. */
function forwardingLines(rows: readonly Row[]): readonly string[] {
  return rows
    .filter(({ fault, step, reached }) => fault === "withheld" && step === "PUBREL" && reached > 0)
    .map(({ deliveredWhileOpen, reached }) =>
      deliveredWhileOpen === 0
        ? "the broker forwards a QoS 2 message on PUBREL: none was delivered while PUBREL was withheld"
        : `the broker forwards a QoS 2 message on PUBLISH: ${formatCount(deliveredWhileOpen)} of ${formatCount(reached)} were delivered while PUBREL was withheld`,
    );
}
