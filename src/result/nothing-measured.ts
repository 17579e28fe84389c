/** Whether a result says anything: one without a valid trial is green by absence wherever it is held against something. */
import { MqbenchError } from "../errors.ts";
import type { RunResult } from "./schema.ts";

/** Why nothing was measured, in words; null: it has a valid trial. */
function whyNothingMeasured({ trials }: RunResult): string | null {
  if (trials.length === 0) return "it has no trial";
  if (trials.some(({ valid }) => valid)) return null;
  return trials.length === 1 ? "its trial is not valid" : `none of its ${trials.length} trials is valid`;
}

/** Throws, with the file's name, where there is nothing to compare with. */
export function requireMeasured(result: RunResult, file: string): void {
  const why = whyNothingMeasured(result);
  if (why !== null)
    throw new MqbenchError("invalid", `${file} measured nothing: ${why}`, {
      hint: "`mqbench report` says why; run it again",
    });
}
