/** The charts of the live page, over the seconds of one trial: drawn by uPlot, read in the legends below them. */
import type UPlot from "uplot";
import { formatValue, scaleFor } from "../../../report/format.ts";
import { liveColumns } from "../live-columns.ts";
import type { LiveRow } from "../live-events.ts";

/** The script of uPlot's that stands before this one. */
declare const uPlot: typeof UPlot;

type ColumnName = keyof typeof liveColumns;

interface ChartPlan {
  readonly title: string;
  readonly isLogarithmic?: true;
  readonly columns: readonly ColumnName[];
}

const plans: readonly ChartPlan[] = [
  { title: "Messages a second", columns: ["planned", "offered", "sent", "acknowledged", "delivered", "strangers"] },
  {
    title: "Latency, logarithmic",
    isLogarithmic: true,
    columns: ["publishLatency.p50", "publishLatency.p99", "endToEndLatency.p50", "endToEndLatency.p99"],
  },
  {
    title: "Messages on their way",
    columns: ["inflight", "inflightIn", "waiting", "brokerInflight", "brokerQueued", "brokerStoredMessages"],
  },
  { title: "Connections", columns: ["open", "brokerConnections"] },
  { title: "CPU, of a core", columns: ["brokerCpu", "generatorCpu"] },
  { title: "Memory", columns: ["brokerRss", "brokerHeap", "brokerResident", "generatorRss"] },
];
const dashes = [[], [7, 3], [2, 3], [9, 3, 2, 3], [12, 4], [4, 2]] as const;
const heightPixels = 190;
/** A trial that has just begun fills a part of the chart, not all of it. */
const fewestSeconds = 10;
const axisFont = "12px system-ui, sans-serif";
/** Between marks: seconds, and what is counted. */
const secondSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
/** An axis of what is counted has no halves. */
const fewestCounted = 4;

interface Legend {
  readonly column: ColumnName;
  readonly item: HTMLElement;
  readonly value: HTMLElement;
}

interface Chart {
  readonly plan: ChartPlan;
  readonly figure: HTMLElement;
  readonly plot: UPlot;
  readonly legends: readonly Legend[];
}

export class Charts {
  readonly #charts: readonly Chart[];
  #rows: readonly LiveRow[] = [];

  /** `onLook`: the pointer is at this row; null: it has left. */
  constructor(place: HTMLElement, onLook: (index: number | null) => void) {
    const beginnings = (): readonly LiveRow[] =>
      this.#rows.filter((row, index) => row.phase !== this.#rows[index - 1]?.phase);
    this.#charts = plans.map((plan) => makeChart(place, plan, beginnings, onLook));
    const resized = new ResizeObserver(() => {
      for (const { plot, figure } of this.#charts)
        if (figure.clientWidth > 0) plot.setSize({ width: figure.clientWidth, height: heightPixels });
    });
    resized.observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      for (const { plot } of this.#charts) plot.redraw(false);
    });
  }

  show(rows: readonly LiveRow[]): void {
    this.#rows = rows;
    const seconds = rows.map(({ second }) => second);
    for (const { plan, plot, figure, legends } of this.#charts) {
      const series = plan.columns.map((name) => rows.map(({ values }) => values[name] ?? null));
      const isKnown = series.map((values, index) => isWorthShowing(plan.columns[index], values));
      const wasHidden = figure.hidden;
      figure.hidden = !isKnown.includes(true);
      for (const [index, { item }] of legends.entries()) {
        const show = isKnown[index] ?? false;
        item.hidden = !show;
        if (plot.series[index + 1]?.show !== show) plot.setSeries(index + 1, { show });
      }
      if (wasHidden && !figure.hidden) plot.setSize({ width: figure.clientWidth, height: heightPixels });
      plot.setData([seconds, ...series]);
    }
  }

  /** Values of a row stand in the legends, and a line at it where `isMarked`. */
  look(index: number, isMarked: boolean): void {
    const row = this.#rows[index];
    for (const { plot, legends } of this.#charts) {
      for (const { column, value } of legends)
        value.textContent = formatValue(row?.values[column], liveColumns[column].unit);
      const left = row === undefined || !isMarked ? -10 : plot.valToPos(row.second, "x");
      plot.setCursor({ left, top: -10 }, false);
    }
  }
}

/** Deliveries of strangers are told only where there are any. */
function isWorthShowing(name: ColumnName | undefined, values: readonly (number | null)[]): boolean {
  return values.some((value) => value !== null && (name !== "strangers" || value > 0));
}

function makeChart(
  place: HTMLElement,
  plan: ChartPlan,
  beginnings: () => readonly LiveRow[],
  onLook: (index: number | null) => void,
): Chart {
  const figure = place.appendChild(document.createElement("figure"));
  const title = figure.appendChild(document.createElement("h3"));
  title.textContent = plan.title;
  const drawing = figure.appendChild(document.createElement("div"));
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", `${plan.title}, by second; its values stand below`);
  const list = figure.appendChild(document.createElement("ul"));
  list.className = "legend";
  const legends = plan.columns.map((column, index) => makeLegend(list, column, index));
  figure.hidden = true;
  const plot = new uPlot(optionsOf(plan, { legends, figure, beginnings, onLook }), [[]], drawing);
  return { plan, figure, plot, legends };
}

interface Surroundings {
  readonly legends: readonly Legend[];
  readonly figure: HTMLElement;
  readonly beginnings: () => readonly LiveRow[];
  readonly onLook: (index: number | null) => void;
}

function optionsOf(plan: ChartPlan, { legends, figure, beginnings, onLook }: Surroundings): UPlot.Options {
  const [first] = plan.columns;
  const unit = first === undefined ? "count" : liveColumns[first].unit;
  const text = (): string => variable("--text");
  const axis = { stroke: text, font: axisFont, grid: { stroke: () => variable("--grid"), width: 1 } };
  return {
    width: Math.max(1, figure.clientWidth),
    height: heightPixels,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: false }, y: false, sync: { key: "seconds" } },
    scales: {
      x: { time: false, range: (_, from, to) => [from, Math.max(to, from + fewestSeconds)] },
      y:
        plan.isLogarithmic === true
          ? { distr: 3, log: 10 }
          : {
              range: (_, __, most) => [
                0,
                unit === "ratio" ? Math.max(most, 0.01) * 1.08 : Math.max(most * 1.08, fewestCounted),
              ],
            },
    },
    axes: [
      {
        ...axis,
        values: (_, splits) => splits.map((second) => `${second} s`),
        space: 60,
        size: 30,
        incrs: secondSteps,
      },
      {
        ...axis,
        size: 68,
        ...(plan.isLogarithmic === true && {
          splits: (_: UPlot, __: number, from: number, to: number) => decades(from, to),
        }),
        values: (_, splits) => {
          const scale = scaleFor(unit, Math.max(...splits));
          return splits.map((value) => tickText(value, plan.isLogarithmic === true ? scaleFor(unit, value) : scale));
        },
      },
    ],
    series: [
      {},
      ...legends.map(({ column, item }, index) => ({
        label: liveColumns[column].title,
        stroke: () => colorOf(item),
        dash: [...(dashes[index % dashes.length] ?? [])],
        width: 2,
        points: { show: false },
      })),
    ],
    hooks: {
      drawClear: [(plot) => markPhases(plot, beginnings(), text())],
      setCursor: [
        (plot) => {
          if (plot.root.matches(":hover")) onLook(plot.cursor.idx ?? null);
        },
      ],
    },
  };
}

function decades(from: number, to: number): number[] {
  const [first, last] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => 10 ** (first + index));
}

function tickText(value: number, { perUnit, name }: { readonly perUnit: number; readonly name: string }): string {
  const figure = Number((value / perUnit).toPrecision(6)).toLocaleString("en-US");
  return name === "" || name === "a second" ? figure : `${figure} ${name}`;
}

/** A line where a phase begins, and its name where there is room. */
function markPhases(plot: UPlot, beginnings: readonly LiveRow[], color: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.globalAlpha = 0.55;
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  ctx.setLineDash([]);
  const places = beginnings.map(({ second, phase }) => ({ phase, x: plot.valToPos(second, "x", true) }));
  for (const [index, { phase, x }] of places.entries()) {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const room = (places[index + 1]?.x ?? bbox.left + bbox.width) - x;
    if (ctx.measureText(phase).width + 8 * devicePixelRatio < room)
      ctx.fillText(phase, x + 4 * devicePixelRatio, bbox.top + 2);
  }
  ctx.restore();
}

function makeLegend(list: HTMLElement, column: ColumnName, index: number): Legend {
  const item = list.appendChild(document.createElement("li"));
  const svg = item.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  svg.setAttribute("width", "26");
  svg.setAttribute("height", "8");
  svg.setAttribute("aria-hidden", "true");
  const line = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "line"));
  for (const [name, value] of Object.entries({ x1: "0", x2: "26", y1: "4", y2: "4" })) line.setAttribute(name, value);
  line.setAttribute("class", `s c-plain${index}`);
  line.setAttribute("stroke-dasharray", (dashes[index % dashes.length] ?? []).join(" "));
  item.appendChild(document.createElement("span")).textContent = liveColumns[column].title;
  const value = item.appendChild(document.createElement("b"));
  value.textContent = "–";
  return { column, item, value };
}

function colorOf(item: HTMLElement): string {
  const line = item.querySelector("line");
  return line === null ? "currentColor" : getComputedStyle(line).stroke;
}

function variable(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name);
}
