/** What the broker refused, as tables and in sentences: packet, code, its own words, how many, and whose came first. Pure. */
import type { RefusalsSection } from "../../result/sections/refusals-section.ts";
import type { RunResult } from "../../result/schema.ts";
import { absent, formatCount } from "../format.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder, trialName } from "../summary.ts";

type Refusal = RefusalsSection[number];

const heading = ["refused", "code", "the broker's words", "times", "first clients"] as const;
const wholeTrial = "from the first connection to the end of drain, warm-up included; the broker's words are its first";

export function refusalTables(result: RunResult): readonly ReportTable[] {
  const rows = inCaseOrder(result).flatMap((trial) => {
    const { refusals = [] } = trial;
    return refusals.length === 0 ? [] : [...trialHeading(result, trial), ...refusals.map(refusalRow)];
  });
  return rows.length === 0 ? [] : [{ heading, rows, remarks: [wholeTrial] }];
}

/** One a trial, packet and code. */
export function refusalSentences(result: RunResult): readonly string[] {
  return inCaseOrder(result).flatMap((trial) =>
    (trial.refusals ?? []).map((refusal) => {
      const [packet = "", code = "", words = "", times = "", clients = ""] = refusalRow(refusal);
      const said = refusal.reason === null ? "" : `, in the broker's words: ${words}`;
      return `${trialName(result, trial)}: ${times} × ${packet} refused: ${code}${said}; first ${clients}`;
    }),
  );
}

/** For example `0x87`, as the specification writes it. */
export function codeText({ code }: Refusal): string {
  return `0x${code.toString(16).padStart(2, "0").toUpperCase()}`;
}

function refusalRow(refusal: Refusal): readonly string[] {
  const { packet, name, reason, count, clients } = refusal;
  return [packet, `${name} (${codeText(refusal)})`, reason ?? absent, formatCount(count), clients.join(", ")];
}
