/** Shared subscriptions as a table: each message once, how they were spread, and who left. Pure. */
import { formatCounted, formatSeconds } from "../../format.ts";
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { RunResult } from "../../result/schema.ts";
import type { SharesSection } from "../../result/sections/shares-section.ts";
import { absent, formatCount } from "../format.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder } from "../summary.ts";

type Share = SharesSection[number];

const heading = ["shared subscription", "members", "expected", "lost", "duplicate", "least", "median", "most"] as const;
const meanings =
  "expected: each message once for the members together; duplicate: came to another member as well; least, median, most: messages received by a member that stayed";

export function shareTables(result: RunResult): readonly ReportTable[] {
  const trials = inCaseOrder(result).flatMap((trial) => {
    const shares = steadyOf(trial)?.shares ?? [];
    return shares.length === 0 ? [] : [{ heading: trialHeading(result, trial), shares }];
  });
  if (trials.length === 0) return [];
  const rows = trials.flatMap((trial) => [...trial.heading, ...trial.shares.map(rowOf)]);
  const left = trials.flatMap(({ shares }) => shares.flatMap(leaverLines));
  return [{ heading, rows, remarks: [meanings, ...new Set(left)] }];
}

function rowOf({ name, members, expected, lost, again, spread }: Share): readonly string[] {
  const counts = [members, expected, lost, again].map(formatCount);
  const spreads =
    spread === null ? [absent, absent, absent] : [spread.least, spread.median, spread.most].map(formatCount);
  return [name, ...counts, ...spreads];
}

function leaverLines({ name, left }: Share): readonly string[] {
  return left.map(({ client, by, afterNs, delivered }) => {
    const how = by === "kill" ? "killed" : "disconnected";
    return `${client} of ${name}: ${how} ${formatSeconds(afterNs)} into measure, after ${formatCounted(delivered, "message")} of it`;
  });
}
