/** The grammar of a threshold: `[axis=value[,axis=value]:] metric[.statistic] comparison value`. */
import type { MetricName, Statistic } from "../metrics/catalogue.ts";

export interface Threshold {
  /** As it stands in the file. */
  readonly text: string;
  /** Where it stands, when it came from a file. */
  readonly position: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
  } | null;
  /** The case it names: axis → value as text; empty for every case. */
  readonly axes: Readonly<Record<string, string>>;
  readonly metric: MetricName;
  /** null for a metric that is one value. */
  readonly statistic: Statistic | null;
  readonly comparison: "<" | "<=" | ">" | ">=" | "==" | "!=";
  /** In the metric's base unit: ns, bytes, a count, events a second, or a ratio. */
  readonly limit: number;
}
