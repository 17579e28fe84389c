/** The broker's restart under load as text. */
import type { RestartSection } from "../../result/sections/restart-section.ts";
import type { RunResult } from "../../result/schema.ts";
import { atLeastText } from "../bounds-text.ts";
import { absent, formatNs } from "../format.ts";
import { trialRow } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder, trialName } from "../summary.ts";

export function restartTables(result: RunResult): readonly ReportTable[] {
  const rows = inCaseOrder(result).flatMap((trial) =>
    trial.brokerRestart === undefined
      ? []
      : [trialRow(trial, restartRow(trial.brokerRestart, trial.recovery?.notBack ?? 0, trialName(result, trial)))],
  );
  if (rows.length === 0) return [];
  const heading = [
    "broker restarted",
    "manner",
    "after the load began",
    "gone after",
    "down",
    "ready after",
    "last client back after",
  ];
  return [{ heading, rows, remarks: [] }];
}

function restartRow(restart: RestartSection, notBack: number, name: string): readonly string[] {
  const { manner, toldAtSeconds, endedAtSeconds, startedAtSeconds, readyAtSeconds, lastBackSeconds } = restart;
  return [
    name,
    manner,
    between(0, toldAtSeconds),
    between(toldAtSeconds, endedAtSeconds),
    between(endedAtSeconds, startedAtSeconds),
    between(startedAtSeconds, readyAtSeconds),
    lastBackSeconds === null ? absent : atLeastText(between(0, lastBackSeconds), notBack > 0),
  ];
}

function between(from: number | null, to: number | null): string {
  return from === null || to === null ? absent : formatNs((to - from) * 1e9);
}
