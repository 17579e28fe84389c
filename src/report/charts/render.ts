/** A Vega-Lite specification as SVG text, drawn in Node: no scripts, colours that stand on light and on dark. */
import { logger, None, parse, View } from "vega";
import { compile } from "vega-lite";
import type { Config, TopLevelSpec } from "vega-lite";
import { escapeMarkup } from "../escape.ts";
import { compactSvg } from "./compact-svg.ts";

/** Chosen to be told apart on white and on black, and by readers who do not see every colour (after Okabe and Ito). */
const palette = ["#1a85d6", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#8a7f00", "#7a7a7a"];
/** From few to many; neither end is near white or black. */
export const heatRange = ["#6baed6", "#e6550d"];

/** With its axes a chart is then as wide as a phone. */
export const plotWidth = 330;

/** The reader's own text colour: black on light, white on dark. */
const ink = "currentColor";

const font = "system-ui, sans-serif";
const fontSize = 12;

const config: Config = {
  // The chart has a label as a whole, and its numbers stand beside it: labels of every mark would be most of the file.
  aria: false,
  background: "transparent",
  font,
  view: { stroke: null },
  axis: {
    labelColor: ink,
    titleColor: ink,
    domainColor: ink,
    tickColor: ink,
    gridColor: ink,
    gridOpacity: 0.15,
    labelFontSize: fontSize,
    titleFontSize: fontSize,
    titleFontWeight: "normal",
    labelLimit: 0,
    titleLimit: 0,
  },
  legend: {
    labelColor: ink,
    titleColor: ink,
    titleFontWeight: "normal",
    orient: "top",
    labelFontSize: fontSize,
    labelLimit: 0,
    titleLimit: 0,
  },
  title: { color: ink, anchor: "start", fontSize, fontWeight: "normal", limit: 0 },
  header: {
    labelColor: ink,
    labelFontSize: fontSize,
    labelAngle: 0,
    labelAlign: "left",
    labelAnchor: "start",
    labelOrient: "top",
    labelLimit: 0,
    labelPadding: 4,
    title: null,
  },
  range: { category: palette },
};

/** `label`: what the chart shows, for those who do not see it. */
export async function renderChart(spec: TopLevelSpec, label: string): Promise<string> {
  // Its remarks are for whoever writes a chart, not for whoever reads the report.
  const quiet = logger(None);
  const { spec: compiled } = compile({ ...spec, config }, { logger: quiet });
  const view = new View(parse(compiled), { renderer: "none", logger: quiet });
  try {
    const svg = compactSvg(await view.toSVG(), [`font-family="${font}"`, `font-size="${fontSize}px"`]);
    return svg.replace(/^<svg /u, `<svg role="img" aria-label="${escapeMarkup(label)}" `);
  } finally {
    view.finalize();
  }
}

/** A colour for each of `names`, in that order. */
export function colorBy(field: string, names: readonly string[]) {
  const longest = Math.max(0, ...names.map(({ length }) => length));
  const columns = longest > 24 ? 1 : longest > 14 ? 2 : 3;
  return { field, type: "nominal", title: null, scale: { domain: [...names] }, legend: { columns } } as const;
}

/** A small chart for each of `names`, one below the other, with its name above it. */
export function rowBy(
  field: string,
  names: readonly string[],
): { row: { field: string; type: "nominal"; sort: string[] } } {
  return { row: { field, type: "nominal", sort: [...names] } };
}
