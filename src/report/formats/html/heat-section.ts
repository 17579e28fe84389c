/** Latencies over time: how many messages of each second took how long. */
import type { TopLevelSpec } from "vega-lite";
import { isMetricName, metricInfo } from "../../../metrics/catalogue.ts";
import type { Trial } from "../../../result/schema.ts";
import type { ShownCase } from "../../charts/cases.ts";
import { heatRange, plotWidth, renderChart } from "../../charts/render.ts";
import { rowsAStep, stepsEach } from "../../charts/thin.ts";
import { formatCount, formatNs } from "../../format.ts";
import { folded, figure, table } from "./section.ts";
import type { Section } from "./section.ts";

const columnLimits = { each: 60, together: 240 };

type Heat = NonNullable<Trial["series"]["heat"]>;

interface Drawn {
  readonly label: string;
  readonly heat: Heat;
  /** Of every row. */
  readonly seconds: readonly number[];
  /** How many rows a column of the chart stands for. */
  readonly size: number;
}

export async function heatSection(all: readonly ShownCase[]): Promise<Section | undefined> {
  const having = all.filter(({ trials: [{ series }] }) => series.heat !== undefined);
  const most = stepsEach(having.length, columnLimits);
  const drawn = having.flatMap(({ label, trials: [{ series }] }): Drawn[] =>
    series.heat === undefined
      ? []
      : [{ label, heat: series.heat, seconds: series.seconds, size: rowsAStep(series.seconds.length, most) }],
  );
  if (drawn.length === 0) return undefined;
  const figures = await Promise.all(drawn.map(heatFigure));
  return { id: "heat", title: "Latency over time", body: figures.join("\n") };
}

async function heatFigure(drawn: Drawn): Promise<string> {
  const { label, heat } = drawn;
  const title = isMetricName(heat.metric) ? metricInfo(heat.metric).title : heat.metric;
  const svg = await renderChart(heatChart(title, drawn), `${title} over time, ${label}`);
  const reading = `${title} of the first valid trial of ${label}: a stall of the broker is a column that reaches up, and falls back along a slope.`;
  return figure(svg, reading, folded("Numbers", table(["latency", "messages"], totalsByStep(heat))));
}

function heatChart(title: string, drawn: Drawn): TopLevelSpec {
  const { label, heat } = drawn;
  const edge = (step: number): number => 10 ** (step / heat.stepsPerDecade) / 1e6;
  const values = columnsOf(drawn).flatMap(({ from, to, counts }) =>
    [...counts].map(([step, count]) => ({ from, to, low: edge(step), high: edge(step + 1), count })),
  );
  return {
    width: plotWidth,
    height: 150,
    title: label,
    data: { values },
    mark: "rect",
    encoding: {
      x: {
        field: "from",
        type: "quantitative",
        scale: { nice: false, domainMin: 0 },
        axis: { title: "seconds since the trial began", grid: false },
      },
      x2: { field: "to" },
      y: {
        field: "low",
        type: "quantitative",
        scale: { type: "log" },
        axis: { title: `${title}, ms`, tickCount: 4, grid: false },
      },
      y2: { field: "high" },
      color: {
        field: "count",
        type: "quantitative",
        scale: { type: "log", range: heatRange },
        legend: { title: "messages", gradientLength: 160 },
      },
    },
  };
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
