/** What the TLS handshakes of each trial came to. Pure. */
import type { RunResult } from "../../result/schema.ts";
import { formatCount } from "../format.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder } from "../summary.ts";

const heading = ["TLS handshakes", "cipher", "full", "resumed"] as const;

export function securedTables(result: RunResult): readonly ReportTable[] {
  const rows = inCaseOrder(result).flatMap((trial) => {
    const secured = trial.connecting?.secured ?? [];
    if (secured.length === 0) return [];
    return [
      ...trialHeading(result, trial),
      ...secured.map(({ version, cipher, full, resumed }) => [
        version,
        cipher,
        formatCount(full),
        formatCount(resumed),
      ]),
    ];
  });
  return rows.length === 0 ? [] : [{ heading, rows, remarks: [] }];
}
