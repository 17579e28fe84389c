/** What flowed, and how the broker stood, second by second. */
import { median } from "../../../metrics/statistics.ts";
import type { Metric } from "../../../result/sections/metric-section.ts";
import { chartGroups } from "../../charts/cases.ts";
import { steadyOf } from "../../../result/loads/steady-of.ts";
import type { ShownCase } from "../../charts/cases.ts";
import { axisOf } from "../../charts/axis.ts";
import { lineChart } from "../../charts/line-chart.ts";
import type { LineChart } from "../../charts/line-chart.ts";
import { legend } from "../../charts/svg.ts";
import { panels, titled } from "./charts.ts";
import { runLook } from "../../charts/looks.ts";
import { plainLook } from "../../charts/palette.ts";
import { timeMarks } from "../../charts/time-marks.ts";
import { meanSteps, rowsAStep, stepsEach } from "../../charts/thin.ts";
import type { Timed } from "../../charts/thin.ts";
import { formatValue } from "../../format.ts";
import { figure, table } from "./section.ts";
import type { Section } from "./section.ts";

/** Points of a line: about one a pixel. */
const pointLimits = { each: 300, together: 1500 };

interface Line {
  /** A column of the series. */
  readonly column: string;
  readonly title: string;
  /** Nothing but zeros is nothing to show: at QoS 0 nothing is acknowledged, or in flight. */
  readonly isLeftOutAtZero?: boolean;
}

interface Chart {
  readonly lines: readonly Line[];
  readonly axis: string;
  readonly unit: Metric["unit"];
  readonly reading: string;
}

const rates: Chart = {
  lines: [
    { column: "planned", title: "planned" },
    { column: "offered", title: "offered" },
    { column: "acknowledged", title: "acknowledged", isLeftOutAtZero: true },
    { column: "delivered", title: "delivered" },
  ],
  axis: "messages",
  unit: "perSecond",
  reading:
    "Planned is the rate as the scenario draws it, where it changes; offered is what the schedule asked for; acknowledged and delivered (each receiver counts) should follow it without a gap that grows.",
};

const inflight: Chart = {
  lines: [
    { column: "inflight", title: "at the sensors", isLeftOutAtZero: true },
    { column: "brokerInflight", title: "at the broker, own gauge", isLeftOutAtZero: true },
    { column: "waiting", title: "waiting to be sent", isLeftOutAtZero: true },
  ],
  axis: "messages",
  unit: "count",
  reading:
    "Messages in flight: sent and not yet fully acknowledged. A line that rises to the end means that the broker falls behind, or that clients are away.",
};

const memory: Chart = {
  lines: [
    { column: "brokerRss", title: "RSS" },
    { column: "brokerHeap", title: "heap, own gauge" },
    { column: "brokerResident", title: "resident, own gauge" },
    { column: "brokerStoredBytes", title: "store, own gauge" },
  ],
  axis: "memory",
  unit: "bytes",
  reading: "Memory of the broker. A gauge of its own that grows without RSS, or the other way, counts something else.",
};

export function ratesSection(all: readonly ShownCase[]): Section | undefined {
  const steady = all.filter(({ trials: [first] }) => steadyOf(first) !== null);
  return seriesSection({ id: "rates", title: "Rates over time" }, [rates], steady);
}

export function memorySection(all: readonly ShownCase[]): Section | undefined {
  const heading = { id: "memory", title: "Messages in flight and the broker's memory over time" };
  return seriesSection(heading, [inflight, memory], all);
}

function seriesSection(
  heading: Pick<Section, "id" | "title">,
  charts: readonly Chart[],
  all: readonly ShownCase[],
): Section | undefined {
  const isOverlay = new Set(all.map(({ run }) => run)).size > 1;
  const figures = charts
    // Runs are told apart by colour: each line then has a chart of its own.
    .flatMap((chart) => (isOverlay ? chart.lines.map((line) => ({ ...chart, lines: [line] })) : [chart]))
    .flatMap((chart) => panelsOf(chart, all, isOverlay).map(seriesFigure));
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

function seriesFigure(panel: Panel): string {
  const { mostPoints, chart, cases } = panel;
  const { lines, unit, reading } = chart;
  const drawn = seriesCharts(panel);
  const named = new Map(drawn.flatMap((each) => each.lines.map(({ name, look }) => [name, look] as const)));
  const entries = [...named].map(([name, look]) => ({ name, look }));
  const markup =
    (entries.length > 1 ? legend(entries) : "") + panels(drawn.map((each) => titled(each.y.title, lineChart(each))));
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
  return figure(markup, `${reading} ${whose}${steps}.`, table(["", "least", "median", "most"], rows));
}

/** A chart a case; of several runs a chart for all cases of one name. */
function seriesCharts({ mostPoints, chart, isOverlay, cases }: Panel): readonly LineChart[] {
  const groups = isOverlay
    ? [...new Set(cases.map(({ name }) => name))].map((name) => cases.filter((each) => each.name === name))
    : cases.map((each) => [each]);
  const runs = [...new Set(cases.map(({ run }) => run))];
  return groups.map((group) => {
    const lines = group.flatMap((each) =>
      chart.lines.map((line, index) => ({
        name: isOverlay ? each.run : line.title,
        look: isOverlay ? runLook(runs, each.run) : plainLook(index),
        points: meanSteps(valuesOf(each, line), mostPoints).map(({ second, value }) => ({ x: second, y: value })),
        isNamed: !isOverlay,
      })),
    );
    const points = lines.flatMap((line) => line.points);
    const [first] = group;
    const name = first === undefined ? "" : isOverlay ? first.name : first.label;
    const what = isOverlay ? `${chart.lines.map(({ title }) => title).join(", ")}, ${chart.axis}` : chart.axis;
    return {
      label: `${what}, ${name}`,
      x: axisOf({ title: "seconds since the trial began", unit: "count", values: points.map(({ x }) => x) }),
      y: axisOf({ title: `${name}: ${what}`, unit: chart.unit, values: points.map(({ y }) => y) }),
      lines: lines.filter((line) => line.points.length > 0),
      marks: isOverlay || first === undefined ? [] : timeMarks(first.trials[0]),
      height: 100,
    };
  });
}

function valuesOf({ trials: [{ series }] }: ShownCase, { column, isLeftOutAtZero }: Line): readonly Timed[] {
  const values = (series.columns[column] ?? []).flatMap((value, row) =>
    value === null ? [] : [{ second: series.seconds[row] ?? 0, value }],
  );
  return isLeftOutAtZero === true && values.every(({ value }) => value === 0) ? [] : values;
}
