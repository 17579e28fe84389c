/** The report of a run as text: what is not valid first, then what was measured, what it cost, and whether it passed. */
import type { RunResult } from "../../result/schema.ts";
import { renderCost } from "../parts/cost-text.ts";
import { escapeTerminal } from "../escape.ts";
import { renderFleet } from "../parts/fleet-text.ts";
import { hasTrialTexts, isCompared } from "../loads.ts";
import { reportParts } from "../parts.ts";
import { tableLines } from "../parts/part.ts";
import type { ReportPart } from "../parts/part.ts";
import { answerTo } from "../questions.ts";
import type { Answer } from "../questions/answer.ts";
import { isFitting, isSameTable } from "../report-table.ts";
import { faultTexts, headingParts, thresholdRows, unsupportedCases, warningTexts } from "../summary.ts";
import { reproduceCommand } from "../reproduce.ts";
import { hasProc } from "../../result/without-proc.ts";
import { renderTrial } from "../parts/trial-text.ts";

/** `saved` is said last; null when there is no file. `beside` are all that are reported with it. */
export function renderRun(result: RunResult, saved: string | null, beside: readonly RunResult[] = [result]): string {
  const answer = answerTo(result);
  const blocks = [
    faultTexts(result).map((text) => `not valid: ${text}`),
    [headingParts(result).join("   ")],
    ...answerBlocks(answer),
    renderUnsupported(result),
    ...renderCases(result),
    ...reportParts.flatMap((part) => partBlocks(part, result, answer)),
    ...(isCompared(result) ? renderCost(result) : []),
    ...renderFleet(result, beside),
    renderThresholds(result),
    warningTexts(result).map((text) => `warning: ${text}`),
    result.command === undefined ? [] : [`again ${reproduceCommand(result) ?? ""}`],
    saved === null ? [] : [`saved ${saved}`],
  ];
  const text = blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
  return `${escapeTerminal(text)}\n`;
}

/** The sentences, then the table. */
function answerBlocks(answer: Answer | undefined): readonly (readonly string[])[] {
  return answer === undefined
    ? []
    : [[answer.headline, ...answer.besides], answer.table.rows.length === 0 ? [] : tableLines(answer.table)];
}

/** Without the table that the answer has shown. */
function partBlocks(part: ReportPart, result: RunResult, answer: Answer | undefined): readonly (readonly string[])[] {
  if (part.isInTerminal?.(result) === false) return [];
  return part
    .tablesOf(result)
    .filter((table) => !isSameTable(table, answer?.table))
    .map(tableLines);
}

/** One case: its trials in full. Of several the tables say what they are to be compared by. */
function renderCases(result: RunResult): readonly (readonly string[])[] {
  if (!hasTrialTexts(result) || result.cases.length !== 1) return [];
  return result.trials.map((trial) => renderTrial(trial, result.trials.length > 1, hasProc(result)));
}

/** What the broker cannot run is said as such, and was not run as something else. */
function renderUnsupported(result: RunResult): readonly string[] {
  const found = unsupportedCases(result);
  const wide = Math.max(0, ...found.map(({ id }) => id.length));
  return found.length === 0 ? [] : ["not run", ...found.map(({ id, why }) => `  ${id.padEnd(wide)}   ${why}`)];
}

/** A line for each threshold of each case, over all its trials. */
function renderThresholds(result: RunResult): readonly string[] {
  const rows = thresholdRows(result).map(({ outcome, text, measured, caseId }) => [outcome, text, measured, caseId]);
  if (rows.length === 0) return [];
  const wide = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map(([outcome = "", text = "", measured = "", of = ""]) =>
    `  ${outcome.padEnd(wide(0))}   ${text.padEnd(wide(1))}   ${measured.padStart(wide(2))}   ${of}`.trimEnd(),
  );
  return ["thresholds", ...(isFitting(lines) ? lines : rows.flatMap(narrowThreshold))];
}

/** Case by case, what is longest last: it may go on in the next line. */
function narrowThreshold(
  row: readonly string[],
  index: number,
  all: readonly (readonly string[])[],
): readonly string[] {
  const [outcome = "", text = "", measured = "", of = ""] = row;
  const isNew = of !== "" && of !== all[index - 1]?.[3];
  return [...(isNew ? [`  ${of}`] : []), `    ${outcome}   ${measured}   ${text}`];
}
