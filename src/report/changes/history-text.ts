/** A history as text: a line a figure with its level and a drawing of its runs, then where it changed and between which commits. Pure. */
import type { Trend, TrendChange } from "../../analysis/history.ts";
import type { HistoryEntry } from "../../result/history.ts";
import { changeText, pText } from "./change-words.ts";
import { absent, formatCounted, formatValue } from "../format.ts";
import { fittedLines } from "../report-table.ts";

const mostDrawn = 40;
const steps = "▁▂▃▄▅▆▇█";

/** Exact figures that never changed are not worth a line. */
export function renderHistory(trends: readonly Trend[], entries: readonly HistoryEntry[]): string {
  const shown = trends.filter(({ points }) => new Set(points.map(({ value }) => value)).size > 1);
  const [first, last] = [entries[0], entries.at(-1)];
  const span = first === undefined || last === undefined ? "" : `, ${dayOf(first)} to ${dayOf(last)}`;
  const rows = shown.map((trend) => [
    trend.case === "" ? absent : trend.case,
    trend.figure,
    String(trend.points.length),
    formatValue(trend.points.at(-1)?.value, trend.unit),
    drawing(trend),
  ]);
  const changes = shown.flatMap((trend) => trend.changes.map((change) => changeLine(trend, change)));
  const blocks = [
    [
      `${formatCounted(entries.length, "run")}${span}; ${formatCounted(trends.length - shown.length, "figure")} never changed`,
    ],
    warnedLines(entries),
    rows.length === 0 ? [] : fittedLines({ heading: ["case", "figure", "runs", "newest", "trend"], rows }),
    changes.length === 0 ? ["no change of level was found"] : changes,
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** `2 of 12 runs: --insecure …`: what a reader must know of single runs. */
export function warnedLines(entries: readonly HistoryEntry[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { warnings = [] } of entries) for (const text of warnings) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => `warning: ${count} of ${formatCounted(entries.length, "run")}: ${text}`);
}

/** `regressed  qos=2 serviceTime.p50: 0.4 ms → 0.48 ms (+20 %), p < 0.0001, between 1a2b3c4 and 5d6e7f8 (2026-11-23)`. */
export function changeLine(
  { case: id, figure, unit }: Trend,
  { verdict, before, after, p, from, to }: TrendChange,
): string {
  const [was, is] = [before, after].map((value) => formatValue(value, unit));
  const change = before === 0 ? "" : ` (${changeText(after / before)})`;
  const name = id === "" ? figure : `${id} ${figure}`;
  return `${verdict}: ${name}: ${was} → ${is}${change}, p ${pText(p)}, between ${commitOf(from)} and ${commitOf(to)} (${dayOf(to)})`;
}

function drawing({ points, changes }: Trend): string {
  const from = Math.max(0, points.length - mostDrawn);
  const values = points.slice(from).map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const ends = new Set(changes.map(({ index }) => index - from));
  return values
    .map((value, index) => {
      const step = most === least ? 0 : Math.round(((value - least) / (most - least)) * (steps.length - 1));
      return `${ends.has(index) ? "|" : ""}${steps[step] ?? ""}`;
    })
    .join("");
}

function commitOf({ commit, dirty }: HistoryEntry): string {
  if (commit === null) return "a run without a commit";
  return `${commit.slice(0, 7)}${dirty === true ? " with changes" : ""}`;
}

function dayOf({ startedAt }: HistoryEntry): string {
  return startedAt.slice(0, 10);
}
