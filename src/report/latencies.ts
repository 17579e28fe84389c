/** The histograms of one latency over trials, as they are kept. Pure. */
import type { KeptHistogram } from "../metrics/encoded-histogram.ts";
import type { Trial } from "../result/schema.ts";

export function keptLatencies(trials: readonly Trial[], metric: string): readonly KeptHistogram[] {
  return trials.flatMap(({ case: id, trial, metrics }) => {
    const found = metrics[metric];
    const of = `${id === "" ? "" : `${id} `}trial ${trial}: ${metric}`;
    return found?.kind === "histogram" ? [{ of, encoded: found.encoded }] : [];
  });
}
