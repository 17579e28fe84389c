/** Bars from 0, each with its name and its figure in words, and how far its trials or its interval reach; bars of several parts, too. Pure. */
import { dashOf } from "./palette.ts";
import type { Look } from "./palette.ts";
import { fillOf, fontSize, narrowest, percent, px, rule, shortened, svg, textAt, widthOf } from "./svg.ts";

export interface Bar {
  readonly name: string;
  /** The figure in words; it stands at the right. */
  readonly text: string;
  readonly parts: readonly Part[];
  /** From where to where its trials, or its interval, reach. */
  readonly reach?: readonly [number, number];
}

interface Part {
  readonly value: number;
  readonly look: Look;
}

export interface BarPanel {
  readonly title: string;
  readonly bars: readonly Bar[];
  /** What the scale ends at, where several panels share it. */
  readonly most?: number;
}

const barHeight = 11;
const rowHeight = fontSize + barHeight + 11;

/** Its bars share one scale, which begins at 0. The title is for whoever does not see it: it stands above. */
export function barPanel({ title, bars, most: end = 0 }: BarPanel): string {
  const most = Math.max(end, ...bars.flatMap(({ parts, reach }) => [sumOf(parts), reach?.[1] ?? 0])) || 1;
  let y = 0;
  const drawn = bars.flatMap((bar) => {
    const at = y;
    y += heightOf(bar);
    return barAt(bar, at, most);
  });
  return svg(`${title}: ${bars.map((bar) => `${bar.name} ${bar.text}`).join(", ")}`, y, drawn);
}

/** Name and figure stand in one line where a narrow screen has room for both. */
function isInOneLine({ name, text: figure }: Bar): boolean {
  return widthOf(`${name}   ${figure}`) < narrowest;
}

function heightOf(bar: Bar): number {
  return rowHeight + (isInOneLine(bar) ? 0 : fontSize + 3);
}

function barAt(bar: Bar, y: number, most: number): readonly string[] {
  const { name, text: figure, parts, reach } = bar;
  const line = isInOneLine(bar) ? y + fontSize : y + 2 * fontSize + 3;
  const down = line + 3;
  let from = 0;
  const drawn = parts.map(({ value, look }) => {
    const at = from;
    from += value;
    return `<rect x="${percent(at / most)}" y="${px(down)}" width="${percent(value / most)}" height="${barHeight}"${fillOf(look)}/>${hatch(look, at / most, value / most, down)}`;
  });
  return [
    textAt(shortened(name, narrowest), { x: 0, y: y + fontSize - 1 }),
    textAt(shortened(figure, narrowest), { x: 1, y: line - 1, anchor: "end" }),
    ...drawn,
    ...(reach === undefined ? [] : whisker(reach, down + barHeight / 2, most)),
    rule([0, down - 2], [0, down + barHeight + 2], ' stroke="currentColor" stroke-opacity="0.6"'),
  ];
}

/** A line in the bar, dashed as that look is dashed: bars are told apart without their colours, too. */
function hatch(look: Look, from: number, wide: number, y: number): string {
  const dash = dashOf(look);
  if (dash === "" || wide <= 0) return "";
  return rule(
    [from, y + barHeight - 2],
    [from + wide, y + barHeight - 2],
    ` class="gap" stroke="#fff" stroke-width="2" stroke-dasharray="${dash}"`,
  );
}

function whisker([low, high]: readonly [number, number], y: number, most: number): readonly string[] {
  const [from, to] = [Math.max(0, low / most), high / most];
  const ink = ' class="whisker" stroke="currentColor" stroke-width="1.5"';
  return [rule([from, y], [to, y], ink), rule([from, y - 4], [from, y + 4], ink), rule([to, y - 4], [to, y + 4], ink)];
}

function sumOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}
