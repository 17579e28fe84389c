/** A run as custom JSON of github-action-benchmark: one list a direction, since a file has one. Pure. */
import type { CaseSummary, SummaryFigure } from "../../analysis/summary.ts";
import type { Unit } from "../../metrics/metric-info.ts";
import { escapeTerminal } from "../escape.ts";

interface Entry {
  /** The identity of the series: nothing in it varies. */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/** One unit for all sizes: a chart must not change its scale from run to run. */
const units: Readonly<Record<Unit, { readonly name: string; readonly perBase: number }>> = {
  ns: { name: "ms", perBase: 1e-6 },
  bytes: { name: "B", perBase: 1 },
  count: { name: "count", perBase: 1 },
  perSecond: { name: "/s", perBase: 1 },
  ratio: { name: "%", perBase: 100 },
};

/** The text of a file; null where the run has no figure of that direction: the action refuses a file without entries. */
export function renderBenchmarkAction(
  scenario: string,
  cases: readonly CaseSummary[],
  better: "lower" | "higher",
): string | null {
  const entries = benchmarkActionEntries(scenario, cases, better);
  return entries.length === 0 ? null : `${escapeTerminal(JSON.stringify(entries, null, 2))}\n`;
}

/** Empty where there is none. */
export function benchmarkActionEntries(
  scenario: string,
  cases: readonly CaseSummary[],
  better: "lower" | "higher",
): readonly Entry[] {
  return cases.flatMap((of) =>
    of.figures.filter((figure) => figure.better === better).map((figure) => entryOf(scenario, of, figure)),
  );
}

function entryOf(scenario: string, { id, trials, valid }: CaseSummary, figure: SummaryFigure): Entry {
  const unit = units[figure.unit];
  const scaled = (value: number): number => Number((value * unit.perBase).toPrecision(12));
  const { interval } = figure;
  const lines = [`trials: ${trials}`, `valid: ${valid}/${trials}`];
  return {
    name: [scenario, ...(id === "" ? [] : [id]), figure.name].join("/"),
    unit: unit.name,
    value: scaled(figure.value),
    ...(interval !== null && { range: `± ${Number(scaled((interval[1] - interval[0]) / 2).toPrecision(3))}` }),
    extra: (interval === null ? lines : [...lines, `CI95: ${scaled(interval[0])}..${scaled(interval[1])}`]).join("\n"),
  };
}
