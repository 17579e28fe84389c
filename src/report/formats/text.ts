/** The report of a run as text: what is not valid first, then what was measured, what it cost, and whether it passed. */
import { metricInfo } from "../../metrics/catalogue.ts";
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { renderCost } from "../parts/cost-text.ts";
import { escapeTerminal } from "../escape.ts";
import { absent, formatTable } from "../format.ts";
import { renderFleet } from "../parts/fleet-text.ts";
import { hasTrialTexts, isCompared, reportedLoads } from "../loads.ts";
import { reportParts } from "../parts.ts";
import {
  faultTexts,
  headingParts,
  inCaseOrder,
  markedName,
  thresholdRows,
  unsupportedCases,
  warningTexts,
} from "../summary.ts";
import { reproduceCommand } from "../reproduce.ts";
import { renderTrial } from "../parts/trial-text.ts";
import { isAboveZero, valueText } from "../trial-values.ts";

/** `saved` is said last; null when there is no file. `beside` are all that are reported with it. */
export function renderRun(result: RunResult, saved: string | null, beside: readonly RunResult[] = [result]): string {
  const blocks = [
    faultTexts(result).map((text) => `not valid: ${text}`),
    [headingParts(result).join("   ")],
    renderUnsupported(result),
    ...renderCases(result),
    ...partBlocks(result, false),
    ...reportedLoads.map(({ summary }) => summary?.linesOf(result) ?? []),
    ...partBlocks(result, true),
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

function partBlocks(result: RunResult, areAnswers: boolean): readonly (readonly string[])[] {
  return reportParts.filter(({ isAnswer }) => isAnswer === areAnswers).flatMap(({ blocksOf }) => blocksOf(result));
}

/** One case: its trials in full. Several: a line each, since the table follows. */
function renderCases(result: RunResult): readonly (readonly string[])[] {
  if (!hasTrialTexts(result)) return [];
  if (result.cases.length === 1) return result.trials.map((trial) => renderTrial(trial, result.trials.length > 1));
  if (!isCompared(result)) return [];
  const names = [
    "sent",
    "acknowledged",
    "refused",
    "unfinished",
    "delivered",
    "lost",
    // Where nothing was lost, nothing acknowledged was.
    ...(result.trials.some((trial) => isAboveZero(trial, "lost")) ? (["lostAcknowledged"] as const) : []),
    ...(result.trials.some((trial) => isAboveZero(trial, "altered")) ? (["altered"] as const) : []),
    "duplicate",
  ] as const;
  const heading = ["case", "connected", ...names.map((name) => metricInfo(name).title), "ledger"];
  const rows = inCaseOrder(result).map((trial) => [
    markedName(result, trial),
    valueText(trial, "connected"),
    ...names.map((name) => valueText(trial, name)),
    ledgerWord(trial),
  ]);
  return [formatTable([heading, ...rows], 2)];
}

function ledgerWord(trial: Trial): string {
  const { ledger } = trial.load;
  if (trial.missingReports !== undefined) return absent;
  if (ledger.reconciled === false) return "differs";
  const load = steadyOf(trial);
  if (load === null) return ledger.reconciled === null ? absent : "as the sockets";
  return load.ledger.agrees ? "as predicted" : "differs";
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
  return [
    "thresholds",
    ...rows.map(([outcome = "", text = "", measured = "", of = ""]) =>
      `  ${outcome.padEnd(wide(0))}   ${text.padEnd(wide(1))}   ${measured.padStart(wide(2))}   ${of}`.trimEnd(),
    ),
  ];
}
