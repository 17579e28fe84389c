/** `report`: what `mqbench report` prints or writes, as a text. */
import { MqbenchError } from "../errors.ts";
import { isReportFormat, renderReport, reportFormats } from "../report/formats.ts";
import type { ReportFormat } from "../report/formats.ts";
import { gotWords } from "./got-words.ts";
import { resultOf } from "./given-result.ts";
import type { GivenResult } from "./given-result.ts";

export type { ReportFormat } from "../report/formats.ts";

/** `results`: one, or several beside each other; each a result, a file of one, or a folder for its newest. */
export async function report(
  results: GivenResult | readonly GivenResult[],
  format: ReportFormat = "text",
): Promise<string> {
  if (!isReportFormat(format))
    throw new MqbenchError("usage", `format: expected ${reportFormats.join(", ")}, got ${gotWords(format)}`);
  const list = isList(results) ? results : [results];
  return await renderReport(
    format,
    list.map((given) => ({ result: resultOf(given), path: typeof given === "string" ? given : null })),
  );
}

function isList(given: GivenResult | readonly GivenResult[]): given is readonly GivenResult[] {
  return Array.isArray(given);
}
