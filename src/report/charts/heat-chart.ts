/** How many of each second took how long, from few to many by colour. Pure. */
import type { Axis } from "./axis.ts";
import { heatColors } from "./palette.ts";
import { edgeText, fontSize, px, rule, svg, textAt } from "./svg.ts";
import { formatCount } from "../format.ts";

export interface HeatCell {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export interface HeatChart {
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly cells: readonly HeatCell[];
  readonly marks: readonly { readonly at: number; readonly name: string }[];
}

const height = 140;
const rowHeight = fontSize + 3;

export function heatChart({ label, x, y, cells, marks }: HeatChart): string {
  const top = fontSize;
  const bottom = top + height;
  const most = Math.max(1, ...cells.map(({ count }) => count));
  const paths = heatColors.map((color, step) => {
    const boxes = cells.filter(({ count }) => stepOf(count, most) === step).map((cell) => boxOf(cell, x, y));
    return boxes.length === 0 ? "" : `<path fill="${color}" d="${boxes.join("")}"/>`;
  });
  return svg(label, bottom + 2 * rowHeight + 4, [
    `<svg y="${top}" width="100%" height="${height}" viewBox="0 0 1000 ${height}" preserveAspectRatio="none">${paths.join("")}</svg>`,
    ...marks.map(({ at }) =>
      rule(
        [x.at(at), top - 3],
        [x.at(at), bottom],
        ' stroke="currentColor" stroke-dasharray="2 2" stroke-opacity="0.7"',
      ),
    ),
    ...y.ticks.map(({ value, text: tick }) =>
      textAt(tick, { x: 0, y: bottom - y.at(value) * height - 2, extra: ' class="halo"' }),
    ),
    ...x.ticks.map(({ value, text: tick }) => edgeText(tick, x.at(value), bottom + rowHeight)),
    edgeText(x.title, 1, bottom + 2 * rowHeight),
  ]);
}

/** From few to many, by tens. */
export function heatLegend(cells: readonly HeatCell[]): string {
  const most = Math.max(1, ...cells.map(({ count }) => count));
  const boxes = heatColors
    .map((color, step) => `<rect x="${step * 20}" width="20" height="10" fill="${color}"/>`)
    .join("");
  return `<p class="legend">messages: 1 <svg aria-hidden="true" width="${heatColors.length * 20}" height="10">${boxes}</svg> ${formatCount(most)}, logarithmic</p>`;
}

function stepOf(count: number, most: number): number {
  const share = most === 1 ? 1 : Math.log(count) / Math.log(most);
  return Math.min(heatColors.length - 1, Math.floor(share * heatColors.length));
}

function boxOf({ from, to, low, high }: HeatCell, x: Axis, y: Axis): string {
  const [left, right] = [x.at(from) * 1000, x.at(to) * 1000];
  const [upper, lower] = [(1 - y.at(high)) * height, (1 - y.at(low)) * height];
  return `M${px(left)} ${px(upper)}h${px(right - left)}v${px(lower - upper)}h${px(left - right)}z`;
}
