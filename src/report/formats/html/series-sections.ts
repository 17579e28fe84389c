/** What flowed, and how the broker stood, second by second. */
import type { TopLevelSpec } from "vega-lite";
import { median } from "../../../metrics/robust-line.ts";
import type { Metric } from "../../../result/sections/metric-section.ts";
import { chartGroups } from "../../charts/cases.ts";
import { steadyOf } from "../../../result/loads/steady-of.ts";
import type { ShownCase } from "../../charts/cases.ts";
import { colorBy, plotWidth, renderChart, rowBy } from "../../charts/render.ts";
import { meanSteps, rowsAStep, stepsEach } from "../../charts/thin.ts";
import type { Timed } from "../../charts/thin.ts";
import { formatValue } from "../../format.ts";
import { figure, table } from "./section.ts";
import type { Section } from "./section.ts";

/** Of a line: about one a pixel. */
const pointLimits = { each: 300, together: 1500 };

interface Line {
  /** Of the series. */
  readonly column: string;
  readonly title: string;
  /** Nothing but zeros is nothing to show: at QoS 0 nothing is acknowledged, or in flight. */
  readonly isLeftOutAtZero?: boolean;
}

interface Chart {
  readonly lines: readonly Line[];
  readonly axis: string;
  readonly unit: Metric["unit"];
  /** What the axis shows of a base unit. */
  readonly scale: number;
  readonly reading: string;
}

const rates: Chart = {
  lines: [
    { column: "offered", title: "offered" },
    { column: "acknowledged", title: "acknowledged", isLeftOutAtZero: true },
    { column: "delivered", title: "delivered" },
  ],
  axis: "messages a second",
  unit: "perSecond",
  scale: 1,
  reading:
    "Offered is what the schedule asked for; acknowledged and delivered (each receiver counts) should follow it without a gap that grows.",
};

const inflight: Chart = {
  lines: [
    { column: "inflight", title: "at the sensors", isLeftOutAtZero: true },
    { column: "brokerInflight", title: "at the broker, own gauge", isLeftOutAtZero: true },
    { column: "waiting", title: "waiting to be sent", isLeftOutAtZero: true },
  ],
  axis: "messages",
  unit: "count",
  scale: 1,
  reading:
    "Messages in flight: sent and not yet fully acknowledged. A line that rises to the end means that the broker falls behind.",
};

const memory: Chart = {
  lines: [
    { column: "brokerRss", title: "RSS" },
    { column: "brokerHeap", title: "heap, own gauge" },
    { column: "brokerResident", title: "resident, own gauge" },
    { column: "brokerStoredBytes", title: "store, own gauge" },
  ],
  axis: "MB",
  unit: "bytes",
  scale: 1e6,
  reading: "Memory of the broker. A gauge of its own that grows without RSS, or the other way, counts something else.",
};

export async function ratesSection(all: readonly ShownCase[]): Promise<Section | undefined> {
  const steady = all.filter(({ trials: [first] }) => steadyOf(first) !== null);
  return await seriesSection({ id: "rates", title: "Rates over time" }, [rates], steady);
}

export async function memorySection(all: readonly ShownCase[]): Promise<Section | undefined> {
  const heading = { id: "memory", title: "Messages in flight and the broker's memory over time" };
  return await seriesSection(heading, [inflight, memory], all);
}

async function seriesSection(
  heading: Pick<Section, "id" | "title">,
  charts: readonly Chart[],
  all: readonly ShownCase[],
): Promise<Section | undefined> {
  const isOverlay = new Set(all.map(({ run }) => run)).size > 1;
  const drawn = charts
    // Runs are told apart by colour: each line then has a chart of its own.
    .flatMap((chart) => (isOverlay ? chart.lines.map((line) => ({ ...chart, lines: [line] })) : [chart]))
    .map(async (chart) => await Promise.all(panelsOf(chart, all, isOverlay).map(seriesFigure)));
  const figures = (await Promise.all(drawn)).flat();
  return figures.length === 0 ? undefined : { ...heading, body: figures.join("\n") };
}

/** The rows of one figure: the lines of each case, or of several runs the one line of cases of one name. */
interface Panel {
  readonly mostPoints: number;
  readonly chart: Chart;
  readonly isOverlay: boolean;
  readonly cases: readonly ShownCase[];
}

function panelsOf(chart: Chart, all: readonly ShownCase[], isOverlay: boolean): readonly Panel[] {
  const lines = (cases: readonly ShownCase[]): readonly Line[] =>
    chart.lines.filter((line) => cases.some((each) => valuesOf(each, line).length > 0));
  const shown = all.filter((each) => lines([each]).length > 0);
  const groups = isOverlay ? chartGroupsByName(shown) : chartGroups(shown);
  const mostPoints = stepsEach(shown.length, pointLimits);
  return groups.map((cases) => ({ mostPoints, chart: { ...chart, lines: lines(cases) }, isOverlay, cases }));
}

/** Cases of one name belong together, so that runs lie on one axis. */
function chartGroupsByName(cases: readonly ShownCase[]): readonly (readonly ShownCase[])[] {
  const names = [...new Set(cases.map(({ name }) => name))];
  return names.length === 0 ? [] : [names.flatMap((name) => cases.filter((each) => each.name === name))];
}

async function seriesFigure(panel: Panel): Promise<string> {
  const { mostPoints, chart, isOverlay, cases } = panel;
  const { lines, unit, reading } = chart;
  const [only] = lines;
  const title = isOverlay && only !== undefined ? `${only.title}, ${chart.axis}` : chart.axis;
  const svg = await renderChart(seriesChart(panel), title);
  const rows = cases.flatMap((each) => [
    [each.label],
    ...lines.flatMap((line) => {
      const values = valuesOf(each, line).map(({ value }) => value);
      if (values.length === 0) return [];
      const numbers = [Math.min(...values), median(values), Math.max(...values)];
      return [[line.title, ...numbers.map((value) => formatValue(value, unit))]];
    }),
  ]);
  const whose = "The first valid trial of each case, second by second";
  const size = Math.max(
    ...cases.flatMap((each) => lines.map((line) => rowsAStep(valuesOf(each, line).length, mostPoints))),
  );
  const steps = size === 1 ? "" : `, a point for the mean of ${size}`;
  return figure(svg, `${reading} ${whose}${steps}.`, table(["", "least", "median", "most"], rows));
}

function seriesChart({ mostPoints, chart, isOverlay, cases }: Panel): TopLevelSpec {
  const values = cases.flatMap((each) =>
    chart.lines.flatMap((line) =>
      meanSteps(valuesOf(each, line), mostPoints).map(({ second, value }) => ({
        row: isOverlay ? each.name : each.label,
        line: isOverlay ? each.run : line.title,
        second,
        value: value / chart.scale,
      })),
    ),
  );
  const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
  const names = isOverlay ? distinct(cases.map(({ run }) => run)) : chart.lines.map(({ title }) => title);
  return {
    ...(isOverlay && { title: chart.lines.map(({ title }) => title) }),
    data: { values },
    facet: rowBy("row", distinct(cases.map(({ label, name }) => (isOverlay ? name : label)))),
    spec: {
      width: plotWidth,
      height: 100,
      encoding: {
        x: {
          field: "second",
          type: "quantitative",
          scale: { domainMin: 0 },
          axis: { title: "seconds since the trial began", grid: false },
        },
        y: { field: "value", type: "quantitative", axis: { title: chart.axis, tickCount: 4 } },
        color: colorBy("line", names),
      },
      // What is drawn first is drawn wide: a line that lies on it does not hide it.
      layer: names.map((name, line) => ({
        transform: [{ filter: { field: "line", equal: name } }],
        mark: { type: "line", opacity: 1, strokeWidth: 1.5 * (names.length - line) },
      })),
    },
  };
}

function valuesOf({ trials: [{ series }] }: ShownCase, { column, isLeftOutAtZero }: Line): readonly Timed[] {
  const values = (series.columns[column] ?? []).flatMap((value, row) =>
    value === null ? [] : [{ second: series.seconds[row] ?? 0, value }],
  );
  return isLeftOutAtZero === true && values.every(({ value }) => value === 0) ? [] : values;
}
