/** What is known of every metric, by its name. */
import { loadKinds, loadMetrics, loadsSharing } from "./loads.ts";
import type { LoadKind, OwnMetrics } from "./loads.ts";
import type { MetricRow } from "./metric-info.ts";
import { sharedMetrics } from "./shared-metrics.ts";

type NamesIn<Rows, Kind> = Rows extends unknown
  ? { [N in keyof Rows]: Rows[N] extends { readonly kind: Kind } ? N : never }[keyof Rows]
  : never;
type NamesOfKind<Kind> = NamesIn<typeof sharedMetrics | OwnMetrics, Kind>;
export type HistogramName = NamesOfKind<"histogram">;
export type ValueName = NamesOfKind<"value">;
export type MetricName = HistogramName | ValueName;

export interface MetricInfo extends Omit<MetricRow, "loads"> {
  /** Which loads measure it. */
  readonly loads: readonly LoadKind[];
}

const rows: ReadonlyMap<string, MetricInfo> = new Map([
  ...Object.entries(sharedMetrics).map(([name, row]) => entry(name, row, loadsSharing(row.loads))),
  ...loadKinds.flatMap((kind) => Object.entries(loadMetrics(kind).own).map(([name, row]) => entry(name, row, [kind]))),
]);

function entry(name: string, row: MetricRow, loads: readonly LoadKind[]): readonly [string, MetricInfo] {
  return [name, { ...row, loads }];
}

export const metricNames: readonly MetricName[] = [...rows.keys()].filter(isMetricName);

/** The percentiles and moments of a histogram metric that thresholds, tables and exports may name. */
export const statistics = ["min", "mean", "p50", "p75", "p90", "p95", "p99", "p99.9", "p99.99", "max"] as const;
export type Statistic = (typeof statistics)[number];

export function isMetricName(name: string): name is MetricName {
  return rows.has(name);
}

export function metricInfo(name: MetricName): MetricInfo {
  const row = rows.get(name);
  if (row === undefined) throw new Error(`no metric ${name}`);
  return row;
}

export function isHistogramName(name: MetricName): name is HistogramName {
  return metricInfo(name).kind === "histogram";
}

export const histogramNames: readonly HistogramName[] = metricNames.filter(isHistogramName);

/** What mqbench's own reading is in, and what is left without it. */
export const lessReadLagOf: ReadonlyMap<HistogramName, HistogramName> = new Map(
  histogramNames.flatMap((less) => {
    const name = metricInfo(less).lessReadLagOf;
    return name !== null && isMetricName(name) && isHistogramName(name) ? [[less, name] as const] : [];
  }),
);
