/** What does one more held message, or connection, cost in memory? Pure. */
import { holdCases } from "../../analysis/loads/hold.ts";
import type { HeldGauge, HoldCase } from "../../analysis/loads/hold.ts";
import type { RunResult } from "../../result/schema.ts";
import type { Bar } from "../charts/bar-chart.ts";
import { shortName } from "../case-names.ts";
import { namedCases } from "../charts/looks.ts";
import { formatBytes } from "../format.ts";
import type { Answer } from "../questions/answer.ts";
import { plateauChart } from "./hold-plateaus.ts";
import { holdTable } from "./hold-text.ts";

/** The broker's own gauge tells best; where it has none, what the system says of its process. */
const preferred = [
  ["heap", "heap, own gauge"],
  ["rss", "RSS"],
] as const;

/** One below the other. */
const mostBars = 6;

interface Told {
  readonly each: HoldCase;
  readonly gauge: HeldGauge;
  readonly title: string;
}

export function holdAnswer(result: RunResult): Answer | undefined {
  const table = holdTable(result);
  if (table === undefined) return undefined;
  const cases = holdCases(result);
  const told = cases.flatMap((each) => toldOf(each) ?? []);
  return {
    headline: told.map(sentence)[0] ?? "Memory did not follow what was held: there is no figure.",
    besides: [...spanSentence(told, result), ...silentSentence(cases, told, result)],
    picture: told.length > 1 ? barsOf(result, told) : lineOf(cases),
    table: { heading: table.heading, rows: table.rows, remarks: [...table.notes, ...table.splits] },
    first: ["hold", "memory"],
  };
}

function toldOf(each: HoldCase): Told | undefined {
  for (const [name, title] of preferred) {
    const gauge = each.gauges.find((other) => other.gauge === name);
    if (gauge !== undefined && gauge.bytesPerHeld !== null) return { each, gauge, title };
  }
  return undefined;
}

/** `5,562 B ± 41 (95 % interval over 5 fresh brokers)`. */
function figureText({ gauge, each }: Told): string {
  const { bytesPerHeld } = gauge;
  if (bytesPerHeld === null) return "";
  const { mean, halfWidth } = bytesPerHeld;
  return halfWidth === null
    ? `${formatBytes(Math.round(mean))} (${each.trials === 1 ? "one trial" : `${each.trials} trials`}: no interval)`
    : `${formatBytes(Math.round(mean))} ± ${widthText(halfWidth)} (95 % interval over ${each.trials} fresh brokers)`;
}

/** What rounds to nothing is not nothing. */
function widthText(bytes: number): string {
  return bytes > 0 && bytes < 0.5 ? "less than 1 B" : formatBytes(Math.round(bytes));
}

function sentence(told: Told): string {
  const { each, title } = told;
  const isConnection = each.section.step === "connection";
  const what = isConnection
    ? "A connection"
    : `A message of ${formatBytes(each.section.payloadBytes)} held at ${each.section.step}`;
  const gauge = title === "RSS" ? "resident memory (RSS)" : "own gauge of its heap";
  return `${what} costs ${each.broker} ${figureText(told)}, by its ${gauge}.`;
}

function spanSentence(all: readonly Told[], { cases }: RunResult): readonly string[] {
  const mean = ({ gauge }: Told): number => gauge.bytesPerHeld?.mean ?? 0;
  const sorted = all.toSorted((a, b) => mean(a) - mean(b));
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined || cases.length < 2) return [];
  return [
    `From ${formatBytes(Math.round(mean(least)))} (${shortName(cases, least.each.id)}) to ${formatBytes(Math.round(mean(most)))} (${shortName(cases, most.each.id)}) over ${all.length} cases.`,
  ];
}

/** The cases that have no figure, where others have one. */
function silentSentence(held: readonly HoldCase[], told: readonly Told[], { cases }: RunResult): readonly string[] {
  const silent = held.filter((one) => !told.some(({ each }) => each === one));
  if (told.length === 0 || silent.length === 0) return [];
  const names = silent.map(({ id }) => shortName(cases, id)).join("; ");
  return [`No figure of ${names}: memory did not follow what was held.`];
}

function barsOf(result: RunResult, told: readonly Told[]): Answer["picture"] {
  const named = namedCases(result);
  const bars = told.map((each): Bar => {
    const { mean, halfWidth } = each.gauge.bytesPerHeld ?? { mean: 0, halfWidth: null };
    const found = named.find(({ id }) => id === each.each.id);
    const interval = halfWidth === null ? "" : ` ± ${widthText(halfWidth)}`;
    return {
      name: found?.name ?? each.each.id,
      text: `${formatBytes(Math.round(mean))}${interval}`,
      parts: [{ value: Math.max(0, mean), look: found?.look ?? { family: "plain", index: 0 } }],
      ...(halfWidth !== null && { reach: [mean - halfWidth, mean + halfWidth] as const }),
    };
  });
  const titles = [...new Set(told.map(({ title }) => title))];
  const most = Math.max(...bars.map(({ parts: [part], reach }) => reach?.[1] ?? part?.value ?? 0));
  const title = `bytes a held message, ${titles.join(" or ")}`;
  return {
    kind: "bars",
    // Beside each other, on one scale.
    panels: Array.from({ length: Math.ceil(bars.length / mostBars) }, (_, index) => ({
      title,
      most,
      bars: bars.slice(index * mostBars, (index + 1) * mostBars),
    })),
    reading:
      "The slope of the line through the levels that were held; the line in a bar is its 95 % interval over fresh brokers, from five on.",
  };
}

function lineOf(cases: readonly HoldCase[]): Answer["picture"] {
  const [first] = cases;
  if (first === undefined) return null;
  const chart = plateauChart(first.id, first.section);
  return chart === undefined
    ? null
    : {
        kind: "lines",
        charts: [chart],
        reading:
          "Memory at each level that was held, of the first valid trial, and the line whose slope is the figure. Without a line, memory did not follow what was held.",
      };
}
