/** `mqbench history`: adds a run to the history of its scenario on this kind of machine, shows the trend, checks it. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { leastValues } from "../../analysis/change-points.ts";
import { fingerprint } from "../../analysis/environment-match.ts";
import { historyEntry, recentRegressions, scenarioFingerprint, trendsOf } from "../../analysis/history.ts";
import { boundsOf, summariseRun } from "../../analysis/summary.ts";
import { MqbenchError, messageOf } from "../../errors.ts";
import { formatCounted } from "../../format.ts";
import type { ExitName } from "../../errors.ts";
import { renderHistoryChart } from "../../report/changes/history-chart.ts";
import { changeLine, renderHistory, warnedLines } from "../../report/changes/history-text.ts";
import { cautionTexts } from "../../report/shortfall.ts";
import { renderHistoryHtml } from "../../report/formats/html/pages/history.ts";
import { appendHistory, historyPath, keyOf, readHistory } from "../../result/history.ts";
import type { HistoryEntry } from "../../result/history.ts";
import { requireMeasured } from "../../result/nothing-measured.ts";
import { readResult, replaceFile } from "../../result/store.ts";
import { planPage, writeReport } from "./report.ts";
import { printNote, printWrapped, printText } from "../output.ts";

export interface HistoryAddOptions {
  readonly dir: string;
}

export interface HistoryShowOptions {
  /** An SVG file. */
  readonly chart?: string;
  /** A page. */
  readonly report?: string;
}

export interface HistoryCheckOptions {
  readonly last: string;
}

/** A run that is not valid would stand in the trend for good. */
export function historyAddCommand(path: string, options: HistoryAddOptions): ExitName {
  const { result, path: file } = readResult(path);
  requireMeasured(result, file);
  if (result.status !== "complete" || result.trials.some(({ valid }) => !valid))
    throw new MqbenchError(
      "invalid",
      `${file} is ${result.status === "complete" ? "not valid" : "partial"}: it cannot be part of a history`,
      {
        hint: "`mqbench report` says why; run it again",
      },
    );
  const target = historyPath(options.dir, [
    String(result.scenario["name"]),
    scenarioFingerprint(result),
    fingerprint(result.environment),
  ]);
  const entry = historyEntry(result);
  const isKnown = existsSync(target) && readHistory(target).some((each) => keyOf(each) === keyOf(entry));
  if (!isKnown) appendHistory(options.dir, target, entry);
  const bounds = boundsOf(summariseRun(result));
  if (bounds !== "") printNote(`warning: left out of the trend, known only as lower bounds: ${bounds}`);
  for (const text of cautionTexts(result)) printText(`${text}\n`);
  printText(`${isKnown ? "already in" : "added to"} ${target}\n`);
  return "passed";
}

export function historyShowCommand(path: string, options: HistoryShowOptions): ExitName {
  if (options.report !== undefined) planPage(options.report);
  const entries = readRuns(path);
  const trends = trendsOf(entries);
  const name = basename(path, ".jsonl");
  printWrapped(renderHistory(trends, entries));
  if (options.chart !== undefined) writeChart(options.chart, renderHistoryChart(name, trends));
  if (options.report !== undefined) writeReport(options.report, renderHistoryHtml(name, trends, entries));
  return "passed";
}

function writeChart(path: string, svg: string): void {
  try {
    replaceFile(path, `${svg}\n`);
  } catch (cause) {
    throw new MqbenchError("usage", `the chart ${path} cannot be written: ${messageOf(cause)}`, { cause });
  }
}

export function historyCheckCommand(path: string, options: HistoryCheckOptions): ExitName {
  const last = Number(options.last);
  if (!Number.isInteger(last) || last < 1)
    throw new MqbenchError("usage", `--last: expected a whole number from 1, got ${JSON.stringify(options.last)}`);
  const entries = readRuns(path);
  const trends = trendsOf(entries);
  const found = recentRegressions(trends, last);
  for (const line of warnedLines(entries)) printText(`${line}\n`);
  for (const { trend, change } of found) printText(`${changeLine(trend, change)}\n`);
  if (found.length > 0) return "failed";
  const most = Math.max(0, ...trends.map(({ points }) => points.length));
  printText(
    most < leastValues
      ? `too few runs for any change to be seen: ${most} of the ${leastValues} that a figure needs at least\n`
      : `no regression began in the last ${Math.min(last, entries.length)} of ${formatCounted(entries.length, "run")}\n`,
  );
  return "passed";
}

/** An empty history would be green by absence: it is what a cache leaves that was lost. */
function readRuns(path: string): readonly HistoryEntry[] {
  const entries = readHistory(path);
  if (entries.length === 0)
    throw new MqbenchError("invalid", `${path} has no run: expected a line for each, got none`, {
      hint: "`mqbench history add RESULT` adds one; a file that CI keeps must be restored first",
    });
  return entries;
}
