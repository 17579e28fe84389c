/** The report of a run as text: what is not valid first, then what was measured, what it cost, and whether it passed. */
import { metricInfo } from "../../metrics/catalogue.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { renderCost } from "../parts/cost-text.ts";
import { escapeTerminal } from "../escape.ts";
import { absent, formatTable, formatValue } from "../format.ts";
import { renderFleet } from "../parts/fleet-text.ts";
import { renderGroups } from "../parts/groups-text.ts";
import { renderHold } from "../parts/hold-text.ts";
import { renderLink } from "../parts/link-text.ts";
import { renderStepwise } from "../parts/stepwise-text.ts";
import {
  faultTexts,
  headingParts,
  inCaseOrder,
  isHeld,
  isStepwise,
  markedName,
  thresholdRows,
  unsupportedCases,
  warningTexts,
} from "../summary.ts";
import { renderOwnTraffic } from "../parts/own-traffic-text.ts";
import { renderRecovery } from "../parts/recovery-text.ts";
import { renderRefusals } from "../parts/refusals-text.ts";
import { renderRestart } from "../parts/restart-text.ts";
import { renderTrial } from "../parts/trial-text.ts";

/** `saved` is said last; null when there is no file. `beside` are all that are reported with it. */
export function renderRun(result: RunResult, saved: string | null, beside: readonly RunResult[] = [result]): string {
  const blocks = [
    faultTexts(result).map((text) => `not valid: ${text}`),
    [headingParts(result).join("   ")],
    renderUnsupported(result),
    ...renderCases(result),
    renderRefusals(result),
    renderGroups(result),
    renderLink(result),
    renderRestart(result),
    renderRecovery(result),
    renderOwnTraffic(result),
    // What a hold experiment costs stands in its own table.
    ...(isHeld(result) ? [renderHold(result)] : isStepwise(result) ? renderStepwise(result) : renderCost(result)),
    ...renderFleet(result, beside),
    renderThresholds(result),
    warningTexts(result).map((text) => `warning: ${text}`),
    saved === null ? [] : [`saved ${saved}`],
  ];
  const text = blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
  return `${escapeTerminal(text)}\n`;
}

/** One case: its trials in full. Several: a line each, since the table follows. */
function renderCases(result: RunResult): readonly (readonly string[])[] {
  if (isStepwise(result)) return [];
  if (result.cases.length === 1) return result.trials.map((trial) => renderTrial(trial, result.trials.length > 1));
  if (isHeld(result)) return [];
  const names = [
    "sent",
    "acknowledged",
    "refused",
    "unfinished",
    "delivered",
    "lost",
    // Where nothing was lost, nothing acknowledged was.
    ...(result.trials.some((trial) => valueOf(trial, "lost") > 0) ? (["lostAcknowledged"] as const) : []),
    ...(result.trials.some((trial) => valueOf(trial, "altered") > 0) ? (["altered"] as const) : []),
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

function ledgerWord({ load, missingReports }: Trial): string {
  const { ledger } = load;
  if (missingReports !== undefined) return absent;
  if (ledger.reconciled === false) return "differs";
  if (load.kind !== "steady") return ledger.reconciled === null ? absent : "as the sockets";
  return load.ledger.agrees ? "as predicted" : "differs";
}

function valueOf({ metrics }: Trial, name: string): number {
  const metric = metrics[name];
  return metric?.kind === "value" ? metric.value : 0;
}

function valueText(trial: Trial, name: string): string {
  const metric = trial.metrics[name];
  return metric?.kind === "value" ? formatValue(metric.value, metric.unit) : absent;
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
