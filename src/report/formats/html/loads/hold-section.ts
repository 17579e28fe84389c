/** What a held message costs in memory: the plateaus of each case with their line, and what the figures consist of. */
import type { HoldSection } from "../../../../result/loads/hold.ts";
import type { ShownCase, ShownRun } from "../../../charts/cases.ts";
import { absent, formatBytes, formatCount } from "../../../format.ts";
import { drawnGauges, plateauChart } from "../../../loads/hold-plateaus.ts";
import { gaugeTitles, holdTable } from "../../../loads/hold-text.ts";
import { lineMarkup } from "../charts.ts";
import { figure, list, paragraph, reportTable, subheading, table } from "../section.ts";
import type { Section } from "../section.ts";

const reading =
  "Memory at each level that was held, of the first valid trial, and the line through the levels that tell: its slope is the figure. Without a line, memory did not follow what was held.";

interface Held {
  readonly label: string;
  readonly section: HoldSection;
}

export function holdSection(runs: readonly ShownRun[], all: readonly ShownCase[]): Section | undefined {
  const held = all.flatMap(({ label, trials: [{ load }] }): Held[] =>
    load.kind === "hold" ? [{ label, section: load }] : [],
  );
  const meaning = paragraph(
    "Bytes of memory that one more held message, or connection, takes: the slope of a line through levels that were held. ± is half a 95 % interval over fresh brokers.",
  );
  const tables = runs.flatMap(({ label, result }) => {
    const found = holdTable(result);
    if (found === undefined) return [];
    return [subheading(label), reportTable({ ...found, remarks: found.notes }), list(found.splits)];
  });
  // Where no trial is valid the tables say so.
  if (tables.length === 0) return undefined;
  const figures = held.flatMap((each) => plateauFigure(each) ?? []);
  return { id: "hold", title: "Memory of what is held", body: [meaning, ...tables, ...figures].join("\n") };
}

function plateauFigure({ label, section }: Held): string | undefined {
  const chart = plateauChart(label, section);
  if (chart === undefined) return undefined;
  const gauges = drawnGauges.filter((gauge) => section.plateaus.some(({ bytes }) => bytes[gauge] !== undefined));
  const rows = section.plateaus.map(({ held: count, direction, bytes }) => [
    `${formatCount(count)} ${direction}`,
    ...gauges.map((gauge) => (bytes[gauge] === undefined ? absent : formatBytes(bytes[gauge]))),
  ]);
  const heading = ["held", ...gauges.map((gauge) => gaugeTitles[gauge] ?? gauge)];
  return figure(subheading(label) + lineMarkup(chart), reading, table(heading, rows));
}
