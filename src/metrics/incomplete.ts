/** Costs that would look cheaper where handshakes did not come to their end: the packets that are missing cost nothing. Pure. */
import { metricInfo } from "./catalogue.ts";
import type { HistogramName, MetricInfo, MetricName, ValueName } from "./catalogue.ts";

export interface Counts {
  /** 0 where it does not exist. */
  readonly valueOf: (name: ValueName) => number;
  /** How many of a latency had not ended. */
  readonly unendedOf: (name: HistogramName) => number;
}

/** `5 never ended, 3 refused`: why a cost is not of every message; undefined where it is, and of what is no such cost. */
export function whyIncomplete(metric: MetricName, { valueOf, unendedOf }: Counts): string | undefined {
  const counts = countsOf(metricInfo(metric).completeWith, { valueOf, unendedOf });
  const words = counts.flatMap(([count, what]) => (count > 0 ? [`${count.toLocaleString("en")} ${what}`] : []));
  return words.length === 0 ? undefined : words.join(", ");
}

function countsOf(
  completeWith: MetricInfo["completeWith"],
  { valueOf, unendedOf }: Counts,
): readonly (readonly [number, string])[] {
  switch (completeWith) {
    case null:
      return [];
    case "exchange":
      return [
        [valueOf("unfinished"), "never ended"],
        [valueOf("refused"), "refused"],
      ];
    case "release":
      return [[unendedOf("released"), "never released"]];
  }
}
