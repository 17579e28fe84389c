/** The groups of a mixed fleet beside each other, and all of them together: figures as rows, groups as columns. Pure. */
import { middleOf } from "../../analysis/figure.ts";
import { isHistogramName, metricInfo } from "../../metrics/catalogue.ts";
import type { MetricName } from "../../metrics/catalogue.ts";
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { SteadySection } from "../../result/loads/steady-of.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { readStatistic } from "../../result/sections/statistic.ts";
import { middleText } from "../bounds-text.ts";
import { absent, formatValue, notValid } from "../format.ts";
import type { ReportTable } from "../report-table.ts";

type Metrics = Trial["metrics"];

export const allGroups = "all groups";

/** Beside each other in a terminal. */
const mostColumns = 4;

const shown: readonly (readonly [heading: string, names: readonly MetricName[]])[] = [
  ["rates", ["offeredRate", "acknowledgedRate", "deliveredRate"]],
  ["messages", ["intended", "sent", "unsent", "acknowledged", "refused", "unfinished", "overruns"]],
  ["deliveries", ["expectedDeliveries", "delivered", "lost", "lostAcknowledged", "altered", "duplicate", "reordered"]],
  [
    "latencies",
    ["publishDelay", "serviceTime", "serviceTimeLessReadLag", "publishLatency", "endToEndLatency", "recoveryTime"],
  ],
  ["a message", ["packetsPerMessage", "wireBytesPerMessage"]],
  ["a delivery", ["packetsPerDelivery", "wireBytesPerDelivery"]],
];
const statistics = ["p50", "p99", "max"] as const;

/** Tables of each case: one for every few groups. */
export function groupTables(result: RunResult): readonly ReportTable[] {
  return result.cases.flatMap(({ id }) => caseTables(result, id));
}

/** The groups of a mixed fleet; none where the fleet is one group: its figures are the trial's. */
export function mixedGroups(trial: Trial): SteadySection["groups"] {
  const groups = groupsOf(trial);
  return groups.length > 1 ? groups : [];
}

/** Whether figures of the whole trial blend several groups. */
export function hasGroups(trial: Trial): boolean {
  return mixedGroups(trial).length > 0;
}

function caseTables({ trials, cases }: RunResult, id: string): readonly ReportTable[] {
  const all = trials.filter((trial) => trial.case === id && hasGroups(trial));
  const valid = all.filter((trial) => trial.valid);
  const used = valid.length > 0 ? valid : all;
  const groups = used.slice(0, 1).flatMap(groupsOf);
  const mark = used.length > valid.length ? `, ${notValid}` : "";
  const title = `${cases.length > 1 ? `by group, ${id}` : "by group"}${mark}`;
  const remarks = [
    ...(used.length > 1 ? ["rates and latencies are medians over the trials; counts from the least to the most"] : []),
    ...(used.length > valid.length ? ["no trial of these is valid"] : []),
  ];
  return chunksOf(groups).map((some) => {
    const columns = [
      { title: allGroups, metrics: used.map(({ metrics }) => metrics) },
      ...some.map(({ name, qos }) => ({ title: `${name}, QoS ${qos}`, metrics: used.map((t) => metricsOf(t, name)) })),
    ];
    return {
      heading: [title, ...columns.map((column) => column.title)],
      rows: rowsOf(columns.map(({ metrics }) => metrics)),
      remarks,
    };
  });
}

/** Also the one of a fleet that is one group; none of a load without messages on a schedule. */
export function groupsOf(trial: Trial): SteadySection["groups"] {
  return steadyOf(trial)?.groups ?? [];
}

function metricsOf(trial: Trial, name: string): Metrics {
  return groupsOf(trial).find((group) => group.name === name)?.metrics ?? {};
}

function chunksOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / mostColumns);
  return Array.from({ length: count }, (_, index) => all.slice(index * mostColumns, (index + 1) * mostColumns));
}

/** `columns`: the metrics of each trial. A row that no column has is left out. */
function rowsOf(columns: readonly (readonly Metrics[])[]): readonly (readonly string[])[] {
  return shown.flatMap(([heading, names]) => {
    const rows = names.flatMap((name) => figureRows(name, columns));
    return rows.length === 0 ? [] : [[heading], ...rows];
  });
}

function figureRows(name: MetricName, columns: readonly (readonly Metrics[])[]): readonly (readonly string[])[] {
  const { title } = metricInfo(name);
  const row = (label: string, read: (metrics: Metrics) => Figure | null): readonly (readonly string[])[] => {
    const cells = columns.map((trials) => cellOf(name, trials.map(read)));
    return cells.every((cell) => cell === absent) ? [] : [[`  ${label}`, ...cells]];
  };
  if (!isHistogramName(name)) return row(title, (metrics) => valueOf(metrics, name));
  return statistics.flatMap((statistic) =>
    row(`${title} ${statistic}`, (metrics) => {
      const found = metrics[name];
      return found?.kind === "histogram" ? readStatistic(found, statistic) : null;
    }),
  );
}

type Figure = NonNullable<ReturnType<typeof readStatistic>>;

function valueOf(metrics: Metrics, name: MetricName): Figure | null {
  const found = metrics[name];
  return found?.kind === "value" ? { value: found.value, isAtLeast: false, estimate: null } : null;
}

/** Over the trials. A count is never a middle one: a single message lost must show. */
function cellOf(name: MetricName, figures: readonly (Figure | null)[]): string {
  const known = figures.filter((figure) => figure !== null);
  if (known.length === 0) return absent;
  const values = known.map(({ value }) => value);
  const { unit, metricClass } = metricInfo(name);
  const middle = middleOf(known);
  if (middle !== null && metricClass === "timing" && unit !== "count")
    return middleText(formatValue(middle.value, unit), middle);
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => formatValue(value, unit));
  return least === most ? String(least) : `${least} to ${most}`;
}
