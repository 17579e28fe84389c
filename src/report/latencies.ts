/** The histograms of one latency over trials, as they are kept: of what ended, and of the ages of what did not. Pure. */
import type { KeptHistogram } from "../metrics/encoded-histogram.ts";
import type { Trial } from "../result/schema.ts";

/** What ended. */
export function keptLatencies(trials: readonly Trial[], metric: string): readonly KeptHistogram[] {
  return trials.flatMap(({ case: id, trial, metrics }) => {
    const found = metrics[metric];
    const of = `${id === "" ? "" : `${id} `}trial ${trial}: ${metric}`;
    return found?.kind === "histogram" ? [{ of, encoded: found.encoded }] : [];
  });
}

/** The ages at the end of what never ended. */
export function keptAges(trials: readonly Trial[], metric: string): readonly KeptHistogram[] {
  return trials.flatMap(({ case: id, trial, metrics }) => {
    const found = metrics[metric];
    const of = `${id === "" ? "" : `${id} `}trial ${trial}: ${metric}, never ended`;
    return found?.kind === "histogram" && found.unended !== undefined ? [{ of, encoded: found.unended.encoded }] : [];
  });
}
