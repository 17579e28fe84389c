/** The stages of a rate that changes, as a table. Pure. */
import { formatSeconds } from "../../format.ts";
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { RunResult } from "../../result/schema.ts";
import type { StagesSection } from "../../result/sections/stages-section.ts";
import { absent, formatCount, formatNs } from "../format.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder } from "../summary.ts";

type Stage = StagesSection[number];

const heading = [
  "stage",
  "from",
  "for",
  "planned",
  "sent",
  "acknowledged",
  "delivered",
  "publish p50",
  "publish p99",
  "end to end p50",
  "end to end p99",
] as const;

export function stageTables(result: RunResult): readonly ReportTable[] {
  const rows = inCaseOrder(result).flatMap((trial) => {
    const stages = steadyOf(trial)?.stages ?? [];
    return stages.length === 0 ? [] : [...trialHeading(result, trial), ...stages.map(rowOf)];
  });
  return rows.length === 0 ? [] : [{ heading, rows, remarks: [] }];
}

function rowOf({ name, fromNs, toNs, planned, publishLatency, endToEndLatency, ...counts }: Stage): readonly string[] {
  const { sent, acknowledged, delivered } = counts;
  return [
    name,
    formatSeconds(fromNs),
    formatSeconds(toNs - fromNs),
    planned === null ? absent : formatCount(planned),
    ...[sent, acknowledged, delivered].map(formatCount),
    ...[publishLatency, endToEndLatency].flatMap((latency) => [
      latency?.p50Ns === null || latency === null ? absent : formatNs(latency.p50Ns),
      latency?.p99Ns === null || latency === null ? absent : formatNs(latency.p99Ns),
    ]),
  ];
}
