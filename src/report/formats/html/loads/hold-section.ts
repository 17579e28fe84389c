/** What a held message costs in memory: the table, and the plateaus with their line. */
import type { TopLevelSpec } from "vega-lite";
import type { HoldSection } from "../../../../result/loads/hold.ts";
import type { ShownCase, ShownRun } from "../../../charts/cases.ts";
import { colorBy, plotWidth, renderChart } from "../../../charts/render.ts";
import { absent, formatBytes, formatCount } from "../../../format.ts";
import { gaugeTitles, holdTable } from "../../../loads/hold-text.ts";
import { figure, list, paragraph, subheading, table } from "../section.ts";
import type { Section } from "../section.ts";

/** The broker's own, in this order; the others stand in the table. */
const drawnGauges = ["heap", "storedBytes", "rss"];
const reading =
  "Memory at each level that was held, of the first valid trial, and the line through the levels that tell: its slope is the figure. Without a line, memory did not follow what was held.";

interface Held {
  readonly label: string;
  readonly section: HoldSection;
}

export async function holdSection(runs: readonly ShownRun[], all: readonly ShownCase[]): Promise<Section | undefined> {
  const held = all.flatMap(({ label, trials: [{ load }] }): Held[] =>
    load.kind === "hold" ? [{ label, section: load }] : [],
  );
  const meaning = paragraph(
    "Bytes of memory that one more held message, or connection, takes: the slope of a line through levels that were held. ± is half a 95 % interval over fresh brokers.",
  );
  const tables = runs.flatMap(({ label, result }) => {
    const found = holdTable(result);
    return found === undefined ? [] : [subheading(label), table(found.heading, found.rows), list(found.notes)];
  });
  // Where no trial is valid the tables say so.
  if (tables.length === 0) return undefined;
  const figures = await Promise.all(held.map(plateauFigure));
  return { id: "hold", title: "Memory of what is held", body: [meaning, ...tables, ...figures].join("\n") };
}

async function plateauFigure(held: Held): Promise<string> {
  const { label, section } = held;
  const gauges = drawnGauges.filter((gauge) => section.plateaus.some(({ bytes }) => bytes[gauge] !== undefined));
  const svg = await renderChart(plateauChart(held, gauges), `memory by what is held, ${label}`);
  const rows = section.plateaus.map(({ held: count, direction, bytes }) => [
    `${formatCount(count)} ${direction}`,
    ...gauges.map((gauge) => (bytes[gauge] === undefined ? absent : formatBytes(bytes[gauge]))),
  ]);
  return figure(svg, reading, table(["held", ...gauges.map(titleOf)], rows));
}

function plateauChart({ label, section }: Held, gauges: readonly string[]): TopLevelSpec {
  const points = section.plateaus.flatMap(({ held, direction, bytes }) =>
    gauges.flatMap((gauge) =>
      bytes[gauge] === undefined ? [] : [{ held, direction, gauge: titleOf(gauge), mb: bytes[gauge] / 1e6 }],
    ),
  );
  const directions = ["warming", "rising", "falling"].filter((each) =>
    points.some(({ direction }) => direction === each),
  );
  const x = { field: "held", type: "quantitative", axis: { title: "held", tickCount: 5 } } as const;
  const y = { field: "mb", type: "quantitative", scale: { zero: false }, axis: { title: "MB" } } as const;
  const color = colorBy("gauge", gauges.map(titleOf));
  return {
    width: plotWidth,
    height: 200,
    title: label,
    layer: [
      {
        data: { values: points },
        mark: { type: "point", size: 60 },
        encoding: {
          x,
          y,
          color,
          shape: {
            field: "direction",
            type: "nominal",
            title: null,
            scale: { domain: directions },
            legend: { orient: "bottom" },
          },
        },
      },
      {
        data: { values: gauges.flatMap((gauge) => lineEnds(section, gauge)) },
        mark: { type: "line", strokeDash: [4, 3] },
        encoding: { x, y, color },
      },
    ],
  };
}

function titleOf(gauge: string): string {
  return gaugeTitles[gauge] ?? gauge;
}

/** The line passes through the middle of the plateaus that it was drawn through. */
function lineEnds(
  { lines, plateaus }: HoldSection,
  gauge: string,
): readonly { readonly held: number; readonly mb: number; readonly gauge: string }[] {
  const line = lines.find((each) => each.gauge === gauge);
  const slope = line?.bytesPerHeld;
  if (line === undefined || slope === undefined || slope === null) return [];
  const used = plateaus.filter(
    ({ direction }) => direction === "rising" || (line.through === "rise and fall" && direction === "falling"),
  );
  const offsets = used.flatMap(({ held, bytes }) => (bytes[gauge] === undefined ? [] : [bytes[gauge] - slope * held]));
  const middle = offsets.toSorted((a, b) => a - b)[Math.floor(offsets.length / 2)] ?? 0;
  const most = Math.max(...used.map(({ held }) => held));
  return [0, most].map((held) => ({ held, mb: (middle + slope * held) / 1e6, gauge: titleOf(gauge) }));
}
