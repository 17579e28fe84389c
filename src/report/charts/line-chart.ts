/** Lines over an axis: each with its colour, dash, marker and its name at its end; what happened meanwhile is marked. Pure. */
import type { Axis } from "./axis.ts";
import { dashOf } from "./palette.ts";
import type { Look } from "./palette.ts";
import {
  edgeText,
  fontSize,
  marker,
  narrowest,
  percent,
  px,
  rule,
  shortened,
  strokeOf,
  svg,
  textAt,
  widthOf,
} from "./svg.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly name: string;
  readonly look: Look;
  readonly points: readonly Point[];
  /** Dots alone, a line, or a line that keeps its height up to the next point. */
  readonly form?: "dots" | "line" | "steps";
  /** Said at its end; where there are many lines the legend says it. */
  readonly isNamed?: boolean;
}

/** Something that happened at, or from, a place on the axis across. */
export interface Mark {
  readonly at: number;
  readonly name: string;
  /** A moment is a line; a stretch is a band. */
  readonly until?: number;
}

export interface LineChart {
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  readonly marks?: readonly Mark[];
  /** Pixels of the plot. */
  readonly height?: number;
}

const markersALine = 6;
const rowHeight = fontSize + 3;
/** How much wider a name at a line's end is than plain text. */
const boldShare = 1.15;
/** Pixels between a name at a line's end and the edge: a letter, and the halo around it, reach beyond their place. */
const endGap = 4;
/** Pixels for what stands at the other edge: the ticks of the axis upwards. */
const tickRoom = 34;

/** What of a name there is room for at a line's end, on a narrow screen, too: a legend says the rest. */
export function endName(name: string): string {
  return shortened(name, (narrowest - endGap) / boldShare);
}

/** `isTitled`: whether it says what its axis upwards shows; left out where that stands above the chart. */
export function lineChart({ label, x, y, lines, marks = [], height = 160 }: LineChart, isTitled = false): string {
  const named = marksInRows(marks, x);
  const top = rowHeight * ((isTitled ? 1 : 0) + named.rows) + fontSize;
  const bottom = top + height;
  const down = (value: number): number => bottom - y.at(value) * height;
  return svg(label, bottom + 2 * rowHeight + 4, [
    isTitled ? textAt(y.title, { x: 0, y: fontSize }) : "",
    ...named.bands.map(({ from, to }) => band(from, to, top, bottom)),
    ...y.ticks.map(({ value }) =>
      rule([0, down(value)], [1, down(value)], ' stroke="currentColor" stroke-opacity="0.2"'),
    ),
    ...named.lines.map((at) =>
      rule([at, top - 3], [at, bottom], ' stroke="currentColor" stroke-dasharray="2 2" stroke-opacity="0.7"'),
    ),
    ...lines.map((line) => drawn(line, x, y, { top, height })),
    ...lines.flatMap((line) => markersOf(line).map((point) => marker(line.look, x.at(point.x), down(point.y)))),
    ...y.ticks.map(({ value, text: tick }) => textAt(tick, { x: 0, y: down(value) - 2, extra: ' class="halo"' })),
    ...named.texts.map(({ at, row, name, isEnd }) =>
      textAt(name, { x: at, y: rowHeight * ((isTitled ? 2 : 1) + row) - 2, anchor: isEnd ? "end" : "start" }),
    ),
    ...endNames(lines, x, y, { top, height }),
    ...ticksAcross(x).map(({ value, text: tick }) => edgeText(tick, x.at(value), bottom + rowHeight)),
    edgeText(x.title, 1, bottom + 2 * rowHeight),
  ]);
}

interface Plot {
  readonly top: number;
  readonly height: number;
}

/** In a frame of its own that is stretched across; its strokes are not. */
function drawn({ look, points, form = "line" }: Line, x: Axis, y: Axis, { top, height }: Plot): string {
  if (form === "dots" || points.length < 2) return "";
  const at = points.map((point) => [px(x.at(point.x) * 1000), px((1 - y.at(point.y)) * height)] as const);
  const path = at.map(([across, down], index) =>
    index === 0 ? `M${across} ${down}` : form === "steps" ? `H${across}V${down}` : `L${across} ${down}`,
  );
  const dash = dashOf(look) === "" ? "" : ` stroke-dasharray="${dashOf(look)}"`;
  return `<svg y="${px(top)}" width="100%" height="${px(height)}" viewBox="0 0 1000 ${px(height)}" preserveAspectRatio="none" overflow="visible"><path d="${path.join("")}" fill="none" stroke-width="2" vector-effect="non-scaling-stroke"${strokeOf(look)}${dash}/></svg>`;
}

function markersOf({ points, form }: Line): readonly Point[] {
  if (form === "dots" || points.length <= markersALine) return points;
  const step = (points.length - 1) / (markersALine - 1);
  return Array.from({ length: markersALine }, (_, index) => points[Math.round(index * step)]).flatMap((point) =>
    point === undefined ? [] : [point],
  );
}

/** Names at the ends of lines, moved apart where they would lie on each other. */
function endNames(lines: readonly Line[], x: Axis, y: Axis, { top, height }: Plot): readonly string[] {
  const ends = lines
    .filter(({ isNamed, points }) => isNamed !== false && points.length > 0)
    .flatMap(({ name, points }) => {
      const last = points.reduce<Point | undefined>(
        (far, point) => (far === undefined || point.x >= far.x ? point : far),
        undefined,
      );
      return last === undefined
        ? []
        : [{ name: endName(name), at: x.at(last.x), y: top + (1 - y.at(last.y)) * height - 6 }];
    })
    .toSorted((a, b) => b.y - a.y);
  let below = Number.POSITIVE_INFINITY;
  const placed = ends.map((end) => {
    below = Math.min(end.y, below - rowHeight);
    return { ...end, y: below };
  });
  let above = top + fontSize - rowHeight;
  const clear = placed.toReversed().map((end) => {
    above = Math.max(end.y, above + rowHeight);
    return { ...end, y: above };
  });
  return clear.map(({ name, at, y: height_ }) =>
    textAt(name, {
      x: Math.max(at, Math.min(1, (boldShare * widthOf(name) + tickRoom) / narrowest)),
      y: height_,
      anchor: "end",
      extra: ` dx="-${endGap}" class="halo" font-weight="600"`,
    }),
  );
}

/** Fewer ticks where their texts would touch on a narrow screen. */
function ticksAcross({ ticks, at }: Axis): Axis["ticks"] {
  const kept: (typeof ticks)[number][] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const tick of ticks) {
    const place = at(tick.value) * narrowest;
    const half = widthOf(tick.text) / 2;
    if (place - half < free + 6) continue;
    kept.push(tick);
    free = place + half;
  }
  return kept;
}

interface MarksInRows {
  readonly rows: number;
  readonly bands: readonly { readonly from: number; readonly to: number }[];
  readonly lines: readonly number[];
  readonly texts: readonly {
    readonly at: number;
    readonly row: number;
    readonly name: string;
    readonly isEnd: boolean;
  }[];
}

/** A name stands in the first row in which it touches no other. */
function marksInRows(marks: readonly Mark[], x: Axis): MarksInRows {
  const taken: number[] = [];
  const texts = marks.flatMap(({ at, name }) => {
    if (name === "") return [];
    const place = x.at(at);
    const wide = widthOf(name) + 8;
    const isEnd = place * narrowest + wide > narrowest;
    const from = isEnd ? place * narrowest - wide : place * narrowest;
    const found = taken.findIndex((end) => end <= from);
    const row = found < 0 ? taken.length : found;
    taken[row] = from + wide;
    return [{ at: place, row, name, isEnd }];
  });
  return {
    rows: taken.length,
    bands: marks.flatMap(({ at, until }) => (until === undefined ? [] : [{ from: x.at(at), to: x.at(until) }])),
    lines: marks.flatMap(({ at, until }) => (until === undefined ? [x.at(at)] : [])),
    texts,
  };
}

function band(from: number, to: number, top: number, bottom: number): string {
  return `<rect x="${percent(from)}" y="${px(top)}" width="${percent(Math.max(0.003, to - from))}" height="${px(bottom - top)}" fill-opacity="0.12"/>`;
}
