/** Whether memory grows, as a table: the broker's and mqbench's, by slope and interval. Pure. */
import { memorySlope } from "../../analysis/memory-slope.ts";
import type { RunResult } from "../../result/schema.ts";
import { absent, formatBytes } from "../format.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder } from "../summary.ts";

const heading = ["memory", "resident", "an hour", "at least", "at most", "verdict"] as const;
const whose = [
  ["the broker", "brokerRss"],
  ["mqbench", "generatorRss"],
] as const;

export function memoryTables(result: RunResult): readonly ReportTable[] {
  const rows = inCaseOrder(result).flatMap((trial) => {
    const own = whose.flatMap(([name, column]) => {
      const slope = memorySlope(trial, column);
      if (slope === undefined) return [];
      const { bytes, bytesPerHour, from, to, verdict } = slope;
      // What mqbench cannot stand for yields no verdict.
      const said = trial.valid ? verdict : absent;
      return [[name, formatBytes(bytes), ...[bytesPerHour, from, to].map(signedBytes), said]];
    });
    return own.length === 0 ? [] : [...trialHeading(result, trial), ...own];
  });
  return rows.length === 0 ? [] : [{ heading, rows, remarks: [] }];
}

export function signedBytes(bytes: number): string {
  const sign = bytes > 0 ? "+" : bytes < 0 ? "−" : "";
  return `${sign}${formatBytes(Math.abs(bytes))}`;
}
