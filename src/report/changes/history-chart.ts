/** A history as one SVG: a panel a figure that ever changed, a point a run by its commit, a line where its level changed. */
import type { TopLevelSpec } from "vega-lite";
import type { Trend } from "../../analysis/history.ts";
import { renderChart } from "../charts/render.ts";
import { escapeTerminal } from "../escape.ts";
import { formatValue } from "../format.ts";
import { changeText } from "./change-words.ts";

const width = 640;
const height = 110;
/** Of the words at a change: below where the line rises, above where it falls. */
const margin = 8;

/** Exact figures that never changed are not worth a panel. */
export async function renderHistoryChart(scenario: string, trends: readonly Trend[]): Promise<string> {
  const shown = trends.filter(({ points }) => new Set(points.map(({ value }) => value)).size > 1);
  const spec = { vconcat: shown.map(panel), spacing: 24 };
  return await renderChart(spec, `${scenario}: ${shown.length} figures over the runs, by commit`);
}

type Panel = Extract<TopLevelSpec, { layer: readonly unknown[] }>;

function panel({ case: id, figure, unit, points, changes }: Trend): Panel {
  const newest = formatValue(points.at(-1)?.value, unit);
  const order = points.map((_, index) => index);
  const names = points.map(({ entry }) => escapeTerminal(entry.commit?.slice(0, 7) ?? entry.startedAt.slice(0, 10)));
  const axis = {
    title: null,
    labelAngle: -60,
    labelOverlap: true,
    labelExpr: `${JSON.stringify(names)}[datum.value]`,
  } as const;
  return {
    title: escapeTerminal(`${id === "" ? "" : `${id} `}${figure}: ${newest}`),
    width,
    height,
    layer: [
      {
        data: { values: points.map(({ value }, index) => ({ run: index, value: value / scaleOf[unit].perUnit })) },
        mark: { type: "line", point: true },
        encoding: {
          x: { field: "run", type: "ordinal", sort: order, axis },
          y: { field: "value", type: "quantitative", title: scaleOf[unit].name, scale: { zero: false } },
        },
      },
      {
        data: {
          values: changes.map(({ index, before, after }) => ({
            run: index,
            change: wordsOf(before, after),
            y: after > before ? height - margin : margin,
          })),
        },
        encoding: { x: { field: "run", type: "ordinal", sort: order } },
        layer: [
          { mark: { type: "rule", strokeDash: [4, 3], color: "#d55e00" } },
          {
            mark: { type: "text", align: "left", dx: 4, color: "#d55e00" },
            encoding: {
              text: { field: "change", type: "nominal" },
              y: { field: "y", type: "quantitative", scale: null },
            },
          },
        ],
      },
    ],
  };
}

function wordsOf(before: number, after: number): string {
  return before === 0 ? "changed" : changeText(after / before);
}

/** One unit for all runs of a panel. */
const scaleOf = {
  ns: { name: "ms", perUnit: 1e6 },
  bytes: { name: "B", perUnit: 1 },
  count: { name: "", perUnit: 1 },
  perSecond: { name: "a second", perUnit: 1 },
  ratio: { name: "share", perUnit: 1 },
} as const;
