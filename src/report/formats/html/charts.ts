/** Charts as markup: a panel of bars, a chart of lines with its legend, an answer's picture. Pure. */
import { barPanel } from "../../charts/bar-chart.ts";
import type { BarPanel } from "../../charts/bar-chart.ts";
import { dotChart } from "../../charts/dot-chart.ts";
import { endName, lineChart } from "../../charts/line-chart.ts";
import type { LineChart } from "../../charts/line-chart.ts";
import type { Look } from "../../charts/palette.ts";
import { legend } from "../../charts/svg.ts";
import { escapeMarkup } from "../../escape.ts";
import type { Picture } from "../../questions/answer.ts";

export function pictureMarkup(picture: Picture): string {
  if (picture.kind === "bars") return panels(picture.panels.map(barMarkup));
  if (picture.kind === "dots") return panels(picture.charts.map((chart) => titled(chart.x.title, dotChart(chart))));
  return panels(picture.charts.map(lineMarkup));
}

/** Beside each other where there is room. */
export function panels(charts: readonly string[]): string {
  return `<div class="panels">${charts.map((chart) => `<div class="chart">${chart}</div>`).join("")}</div>`;
}

export function barMarkup(panel: BarPanel): string {
  return titled(panel.title, barPanel(panel));
}

/** What a chart shows stands above it as text, which takes as many lines as it needs. */
export function titled(title: string, chart: string): string {
  return `<p class="shows">${escapeMarkup(title)}</p>${chart}`;
}

/** With a legend where there is more than one line, or a name has no room at its line's end. */
export function lineMarkup(chart: LineChart): string {
  const named = new Map<string, Look>(chart.lines.map(({ name, look }) => [name, look]));
  const entries = [...named].map(([name, look]) => ({ name, look }));
  const isNamedInFull = entries.every(({ name }) => endName(name) === name);
  return `${entries.length > 1 || !isNamedInFull ? legend(entries) : ""}${titled(chart.y.title, lineChart(chart))}`;
}
