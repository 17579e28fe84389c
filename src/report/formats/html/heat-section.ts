/** Latencies over time: how many messages of each second took how long. */
import { isMetricName, metricInfo } from "../../../metrics/catalogue.ts";
import type { Trial } from "../../../result/schema.ts";
import type { ShownCase } from "../../charts/cases.ts";
import { axisOf } from "../../charts/axis.ts";
import { heatChart, heatLegend } from "../../charts/heat-chart.ts";
import { titled } from "./charts.ts";
import { timeMarks } from "../../charts/time-marks.ts";
import { rowsAStep, stepsEach } from "../../charts/thin.ts";
import { formatCount, formatNs } from "../../format.ts";
import { figure, table } from "./section.ts";
import type { Section } from "./section.ts";

const columnLimits = { each: 60, together: 240 };

type Heat = NonNullable<Trial["series"]["heat"]>;

interface Drawn {
  readonly label: string;
  readonly trial: Trial;
  readonly heat: Heat;
  /** The end of every row. */
  readonly seconds: readonly number[];
  /** How many rows a column of the chart stands for. */
  readonly size: number;
}

export function heatSection(all: readonly ShownCase[]): Section | undefined {
  const having = all.filter(({ trials: [{ series }] }) => series.heat !== undefined);
  const most = stepsEach(having.length, columnLimits);
  const drawn = having.flatMap(({ label, trials: [trial] }): Drawn[] => {
    const { heat, seconds } = trial.series;
    return heat === undefined ? [] : [{ label, trial, heat, seconds, size: rowsAStep(seconds.length, most) }];
  });
  if (drawn.length === 0) return undefined;
  return { id: "heat", title: "Latency over time", body: drawn.map(heatFigure).join("\n") };
}

function heatFigure(drawn: Drawn): string {
  const { label, heat } = drawn;
  const title = isMetricName(heat.metric) ? metricInfo(heat.metric).title : heat.metric;
  const reading = `${title} of the first valid trial of ${label}: a stall of the broker is a column that reaches up, and falls back along a slope.`;
  return figure(drawHeat(title, drawn), reading, table(["latency", "messages"], totalsByStep(heat)));
}

function drawHeat(title: string, drawn: Drawn): string {
  const { heat, trial } = drawn;
  const edge = (step: number): number => 10 ** (step / heat.stepsPerDecade);
  const cells = columnsOf(drawn).flatMap(({ from, to, counts }) =>
    [...counts].map(([step, count]) => ({ from, to, low: edge(step), high: edge(step + 1), count })),
  );
  const y = axisOf({ title, unit: "ns", values: cells.flatMap(({ low, high }) => [low, high]), isLog: true });
  const chart = heatChart({
    label: `${title} over time, ${drawn.label}`,
    x: axisOf({ title: "seconds since the trial began", unit: "count", values: drawn.seconds }),
    y,
    cells,
    marks: timeMarks(trial),
  });
  return heatLegend(cells) + titled(y.title, chart);
}

interface HeatColumn {
  readonly from: number;
  readonly to: number;
  /** Messages by step. */
  readonly counts: ReadonlyMap<number, number>;
}

/** A column for each row that has latencies, or for several where there are many. */
function columnsOf({ heat, seconds, size }: Drawn): readonly HeatColumn[] {
  const rowOf = new Map(seconds.map((second, row) => [second, row]));
  const columns = new Map<number, Map<number, number>>();
  for (const [second, step, count] of heat.cells) {
    const column = Math.floor((rowOf.get(second) ?? 0) / size);
    const counts = columns.get(column) ?? new Map<number, number>();
    counts.set(step, (counts.get(step) ?? 0) + count);
    columns.set(column, counts);
  }
  const end = (row: number): number => seconds[Math.min(row, seconds.length - 1)] ?? 0;
  return [...columns].map(([column, counts]) => ({
    // A row begins where the one before it ends.
    from: column === 0 ? 0 : end(column * size - 1),
    to: end((column + 1) * size - 1),
    counts,
  }));
}

function totalsByStep({ cells, stepsPerDecade }: Heat): readonly (readonly string[])[] {
  const totals = new Map<number, number>();
  for (const [, step, count] of cells) totals.set(step, (totals.get(step) ?? 0) + count);
  const edge = (step: number): string => formatNs(10 ** (step / stepsPerDecade));
  return [...totals]
    .toSorted(([a], [b]) => a - b)
    .map(([step, count]) => [`${edge(step)} to ${edge(step + 1)}`, formatCount(count)]);
}
