/** A history as charts: one a figure that ever changed, a point a run by its commit, a mark where its level changed. Pure. */
import type { Trend } from "../../analysis/history.ts";
import { axisOf, axisWith } from "../charts/axis.ts";
import { lineChart } from "../charts/line-chart.ts";
import type { LineChart } from "../charts/line-chart.ts";
import { plainLook } from "../charts/palette.ts";
import { escapeMarkup, escapeTerminal } from "../escape.ts";
import { formatCounted, formatValue } from "../format.ts";
import { changeText } from "./change-words.ts";

const width = 760;
const gap = 20;

/** One SVG file. Exact figures that never changed are not worth a chart. */
export function renderHistoryChart(scenario: string, trends: readonly Trend[]): string {
  const charts = changedTrends(trends).map((trend) => lineChart(trendChart(trend), true));
  let height = 0;
  const placed = charts.map((chart) => {
    const at = height;
    height += Number(/ height="(?<height>[\d.]+)"/u.exec(chart)?.groups?.["height"] ?? 0) + gap;
    return chart.replace("<svg ", `<svg y="${at}" `);
  });
  const label = escapeMarkup(`${scenario}: ${formatCounted(charts.length, "figure")} over the runs, by commit`);
  return `<svg role="img" aria-label="${label}" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${placed.join("\n")}</svg>`;
}

export function changedTrends(trends: readonly Trend[]): readonly Trend[] {
  return trends.filter(({ points }) => new Set(points.map(({ value }) => value)).size > 1);
}

export function trendChart({ case: id, figure, unit, points, changes }: Trend): LineChart {
  const newest = formatValue(points.at(-1)?.value, unit);
  const title = escapeTerminal(`${id === "" ? "" : `${id} `}${figure}: ${newest}`);
  const ticks = points.map(({ entry }, value) => ({
    value,
    text: escapeTerminal(entry.commit?.slice(0, 7) ?? entry.startedAt.slice(0, 10)),
  }));
  return {
    label: title,
    x: axisWith("runs, by commit", ticks, (value) => value),
    y: axisOf({ title, unit, values: points.map(({ value }) => value), isFree: true }),
    lines: [{ name: "", look: plainLook(2), points: points.map(({ value }, x) => ({ x, y: value })), isNamed: false }],
    marks: changes.map(({ index, before, after }) => ({
      at: index,
      name: before === 0 ? "changed" : changeText(after / before),
    })),
    height: 90,
  };
}
