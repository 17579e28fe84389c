/** Outages as text: how many, how long, and what coming back cost. */
import type { RunResult, Trial } from "../../result/schema.ts";
import { atLeastText, statisticText } from "../bounds-text.ts";
import { absent, formatBytes, formatCount, formatNs, formatValue } from "../format.ts";
import { trialRow } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder, trialName } from "../summary.ts";

export function recoveryTables(result: RunResult): readonly ReportTable[] {
  const rows = inCaseOrder(result).flatMap((trial) => recoveryRow(trial, trialName(result, trial)));
  if (rows.length === 0) return [];
  const heading = [
    "outages",
    "count",
    "not back",
    "last back after",
    "back p50",
    "back p99",
    "recovered p50",
    "recovered p99",
    "recovered max",
    "messages delayed",
    "packets an outage",
    "bytes an outage",
    "of them to connect",
    "broker CPU, peak",
    "broker RSS, peak",
  ];
  return [{ heading, rows, remarks: [] }];
}

function recoveryRow(trial: Trial, name: string): readonly (readonly string[])[] {
  const { recovery } = trial;
  if (recovery === null) return [];
  const { outages, notBack, spanNs, packetsPerOutage, bytesPerOutage, connecting } = recovery;
  return [
    trialRow(trial, [
      name,
      formatCount(outages),
      formatCount(notBack),
      spanNs === null ? absent : atLeastText(formatNs(spanNs), notBack > 0),
      percentile(trial, "reconnectTime", "p50"),
      percentile(trial, "reconnectTime", "p99"),
      percentile(trial, "recoveryTime", "p50"),
      percentile(trial, "recoveryTime", "p99"),
      percentile(trial, "recoveryTime", "max"),
      valueOf(trial, "delayedByOutage"),
      formatCount(packetsPerOutage),
      formatBytes(bytesPerOutage),
      formatCount(connecting.packets / outages),
      valueOf(trial, "brokerCpuPeak"),
      valueOf(trial, "brokerRssPeak"),
    ]),
  ];
}

function percentile({ metrics }: Trial, name: string, statistic: "p50" | "p99" | "max"): string {
  const metric = metrics[name];
  return metric?.kind === "histogram" ? statisticText(metric, statistic) : absent;
}

function valueOf({ metrics }: Trial, name: string): string {
  const metric = metrics[name];
  return metric?.kind === "value" ? formatValue(metric.value, metric.unit) : absent;
}
