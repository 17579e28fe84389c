/** SVG that is as wide as there is room: places across are shares, heights are pixels, and texts keep their size. Pure. */
import { escapeMarkup } from "../escape.ts";
import { classOf, colorOf, dashOf, markerOf } from "./palette.ts";
import type { Look } from "./palette.ts";

/** The narrowest that a chart is shown, in pixels: texts that fit there fit everywhere. */
export const narrowest = 320;
export const fontSize = 12;

/** `label`: what the chart shows, for those who do not see it. */
export function svg(label: string, height: number, content: readonly string[]): string {
  return `<svg role="img" aria-label="${escapeMarkup(label)}" xmlns="http://www.w3.org/2000/svg" width="100%" height="${px(height)}" font-family="system-ui, sans-serif" font-size="${fontSize}" fill="currentColor">${content.join("")}</svg>`;
}

/** A share from 0 to 1 as a place across. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}

export function px(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** Letters of scripts whose every sign is as wide as it is high. */
const squareFrom = 0x11_00;

/** About as wide as a text is drawn, in pixels. */
export function widthOf(text: string): number {
  const ems = Array.from(text, (sign) => ((sign.codePointAt(0) ?? 0) < squareFrom || sign === "…" ? 0.56 : 1));
  return fontSize * ems.reduce((sum, em) => sum + em, 0);
}

/** A name that is wider than `room` pixels without its middle: its beginning and its end tell it from others. */
export function shortened(name: string, room: number): string {
  if (widthOf(name) <= room) return name;
  const signs = Array.from(name);
  let kept = signs.length - 1;
  const cut = (): string =>
    `${signs.slice(0, Math.ceil(kept / 2)).join("")}…${signs.slice(signs.length - Math.floor(kept / 2)).join("")}`;
  while (kept > 1 && widthOf(cut()) > room) kept -= 1;
  return cut();
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly extra?: string;
}

export function textAt(content: string, { x, y, anchor = "start", extra = "" }: Placed): string {
  const at = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
  return `<text x="${percent(x)}" y="${px(y)}"${at}${extra}>${escapeMarkup(content)}</text>`;
}

/** Anchored so that it stays within the chart at its edges, on a narrow screen, too. */
export function edgeText(content: string, x: number, y: number): string {
  const half = widthOf(content) / 2 / narrowest;
  return textAt(content, { x, y, anchor: x < half ? "start" : x > 1 - half ? "end" : "middle" });
}

export function fillOf(look: Look): string {
  return ` class="f ${classOf(look)}" fill="${colorOf(look)}"`;
}

export function strokeOf(look: Look): string {
  return ` class="s ${classOf(look)}" stroke="${colorOf(look)}"`;
}

/** A line across the chart, by shares and pixels. */
export function rule(from: readonly [number, number], to: readonly [number, number], extra: string): string {
  return `<line x1="${percent(from[0])}" y1="${px(from[1])}" x2="${percent(to[0])}" y2="${px(to[1])}"${extra}/>`;
}

const shapes = {
  circle: '<circle r="3.5"/>',
  square: '<path d="M-3-3h6v6h-6z"/>',
  triangle: '<path d="M0-4.5L4.2 3H-4.2z"/>',
  diamond: '<path d="M0-4.8L4.8 0 0 4.8-4.8 0z"/>',
  cross: '<path d="M-4-1.2H-1.2V-4H1.2V-1.2H4V1.2H1.2V4H-1.2V1.2H-4z"/>',
  ring: '<path d="M4 0a4 4 0 10-8 0 4 4 0 108 0zM2 0a2 2 0 11-4 0 2 2 0 114 0z" fill-rule="evenodd"/>',
} as const;

export function marker(look: Look, x: number, y: number): string {
  return `<svg x="${percent(x)}" y="${px(y)}" overflow="visible"><g${fillOf(look)}>${shapes[markerOf(look)]}</g></svg>`;
}

/** Dash, marker and name, as they are in the chart. */
export function legend(entries: readonly { readonly name: string; readonly look: Look }[]): string {
  const items = entries.map(({ name, look }) => {
    const dash = dashOf(look) === "" ? "" : ` stroke-dasharray="${dashOf(look)}"`;
    return `<li><svg aria-hidden="true" width="34" height="10"><line x1="0" x2="34" y1="5" y2="5" stroke-width="2"${strokeOf(look)}${dash}/><svg x="17" y="5" overflow="visible"><g${fillOf(look)}>${shapes[markerOf(look)]}</g></svg></svg> ${escapeMarkup(name)}</li>`;
  });
  return `<ul class="legend">${items.join("")}</ul>`;
}
