/** Markdown for a pull request: the verdict and what was gated at once, the rest folded, within GitHub's size of a comment. Pure. */
import { costGroups, costTable } from "../../analysis/cost.ts";
import type { CostGroup } from "../../analysis/cost.ts";
import type { RunResult } from "../../result/schema.ts";
import { costColumns, costText } from "../parts/cost-text.ts";
import { escapeMarkdown, escapeTerminal } from "../escape.ts";
import { fleetRows } from "../parts/fleet-text.ts";
import { absent, formatMultiple } from "../format.ts";
import { hasTrialTexts, isCompared } from "../loads.ts";
import { reportParts } from "../parts.ts";
import { answerTo } from "../questions.ts";
import type { Answer } from "../questions/answer.ts";
import { isSameTable } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import {
  faultTexts,
  headingParts,
  thresholdRows,
  unsupportedCases,
  verdictOf,
  verdictWords,
  warningTexts,
} from "../summary.ts";
import { reproduceCommand } from "../reproduce.ts";
import { hasProc } from "../../result/without-proc.ts";
import { renderTrial } from "../parts/trial-text.ts";

/** A comment holds 65,536 characters; a line says what was left out. */
const largestCharacters = 64_000;

const marks = {
  passed: "✅",
  failed: "❌",
  valid: "✅",
  "not valid": "⚠️",
  "no trial": "⚠️",
} as const;

function markOf(result: RunResult): string {
  const { text, isShort } = verdictWords(result);
  const mark = marks[verdictOf(result)];
  return `${isShort && mark === "✅" ? "⚠️" : mark} ${text}`;
}

export function renderMarkdown(results: readonly RunResult[]): string {
  const blocks = results.flatMap((result) => resultBlocks(result, results));
  const kept: string[] = [];
  let length = 0;
  for (const block of blocks) {
    if (length + block.length > largestCharacters) continue;
    length += block.length + 2;
    kept.push(block);
  }
  const leftOut = blocks.length - kept.length;
  if (leftOut > 0) kept.push(`_${leftOut} of ${blocks.length} parts would not fit: \`mqbench report\` prints them._`);
  return `${kept.join("\n\n")}\n`;
}

function resultBlocks(result: RunResult, beside: readonly RunResult[]): readonly string[] {
  const [name = "", ...rest] = headingParts(result).map(escapeMarkdown);
  const groups = isCompared(result) && result.cases.length > 1 ? costGroups(result) : [];
  const answer = answerTo(result);
  return [
    `### ${markOf(result)}: ${name}`,
    rest.join(" · "),
    ...list("not valid", faultTexts(result)),
    ...(answer === undefined ? [] : answerBlocks(answer)),
    ...thresholdTable(result),
    ...list(
      "not run",
      unsupportedCases(result).map(({ id, why }) => `${id}: ${why}`),
    ),
    ...groups.flatMap((group) => costBlock(result, group)),
    ...partBlocks(result, answer),
    ...(result.cases.length === 1 && hasTrialTexts(result)
      ? result.trials.map((trial) =>
          folded(`Trial ${trial.trial}`, codeBlock(renderTrial(trial, false, hasProc(result)))),
        )
      : []),
    ...fleetBlocks(result, beside),
    ...list("warning", warningTexts(result)),
    folded("Environment", environmentList(result)),
    ...(result.command === undefined ? [] : [folded("Run it again", codeBlock([reproduceCommand(result) ?? ""]))]),
  ];
}

function list(what: string, texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? [] : [texts.map((text) => `- **${what}** ${escapeMarkdown(text)}`).join("\n")];
}

function thresholdTable(result: RunResult): readonly string[] {
  const rows = thresholdRows(result).map(({ outcome, text, measured, caseId }) => [
    escapeMarkdown(text),
    outcome.startsWith("failed") ? `❌ ${outcome}` : outcome,
    measured,
    escapeMarkdown(caseId),
  ]);
  return rows.length === 0 ? [] : [table(["threshold", "", "measured", "case"], rows)];
}

function costBlock(result: RunResult, group: CostGroup): readonly string[] {
  const { title, cases } = group;
  const sections = costTable(result, cases);
  if (sections.length === 0) return [];
  const rows = sections.flatMap(({ title: section, rows: figures }) =>
    figures.map(({ title: figure, unit, cells }) => [
      `${section}: ${figure}`,
      ...cells.map((cell) => {
        const text = costText(cell, unit);
        return cell.multiple === null ? text : `${text} (${formatMultiple(cell.multiple)})`;
      }),
    ]),
  );
  const summary = `Cost${title === "" ? "" : `, ${title}`}`;
  return [folded(summary, table(["", ...costColumns(result, group).map(escapeMarkdown)], rows))];
}

/** The sentences, the first of them in bold, then the table at once. */
function answerBlocks({ headline, besides, table: shown }: Answer): readonly string[] {
  return [
    [`**${escapeMarkdown(headline)}**`, ...besides.map(escapeMarkdown)].join(" "),
    ...(shown.rows.length === 0 ? [] : [tableMarkdown(shown)]),
  ];
}

/** Without the table that the answer has shown. */
function partBlocks(result: RunResult, answer: Answer | undefined): readonly string[] {
  return reportParts.flatMap(({ title, tablesOf }) =>
    tablesOf(result)
      .filter((each) => !isSameTable(each, answer?.table))
      .map((each) =>
        folded(each.foldedUnder === undefined ? title : summaryOf(title, each.foldedUnder), tableMarkdown(each)),
      ),
  );
}

/** Two names in one line; a question ends by itself. */
function summaryOf(title: string, foldedUnder: string): string {
  return `${title}${title.endsWith("?") ? "" : ":"} ${foldedUnder}`;
}

function tableMarkdown({ heading, rows, remarks }: ReportTable): string {
  const cells = rows.map((row) => row.map((cell) => escapeMarkdown(cell.trim())));
  const notes = remarks.map((remark) => `- ${escapeMarkdown(remark)}`).join("\n");
  return [table(heading.map(escapeMarkdown), cells), notes].filter((part) => part !== "").join("\n\n");
}

function fleetBlocks(result: RunResult, beside: readonly RunResult[]): readonly string[] {
  if (result.scenario["fleet"] === undefined) return [];
  return fleetRows(result, beside).map(({ title, heading, rows }) =>
    folded(
      title,
      table(
        heading.map(escapeMarkdown),
        rows.map((row) => row.map(escapeMarkdown)),
      ),
    ),
  );
}

function environmentList({ environment, scenarioFile, run, startedAt }: RunResult): string {
  const { mqbench, node, platform, kernel, cpu, cores, commit, dirty } = environment;
  return [
    `scenario ${scenarioFile ?? absent}`,
    `run ${run}, ${startedAt}`,
    `mqbench ${mqbench}, Node ${node}`,
    `machine ${cpu}, ${cores} cores, ${platform}, ${kernel}`,
    `commit ${commit === null ? absent : `${commit}${dirty === true ? " (changed)" : ""}`}`,
  ]
    .map((line) => `- ${escapeMarkdown(line)}`)
    .join("\n");
}

function folded(summary: string, content: string): string {
  return `<details><summary>${escapeMarkdown(summary)}</summary>\n\n${content}\n\n</details>`;
}

/** In a block of code nothing is markup; its fence is longer than any in it. */
function codeBlock(lines: readonly string[]): string {
  const text = escapeTerminal(lines.join("\n"));
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heading), line(heading.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
