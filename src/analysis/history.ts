/** A trend: what a history keeps of a run, its figures over the runs, and where each changed its level. Pure. */
import { createHash } from "node:crypto";
import type { HistoryEntry } from "../result/history.ts";
import type { RunResult } from "../result/schema.ts";
import { metricInfo } from "../metrics/catalogue.ts";
import type { Better, Unit } from "../metrics/metric-info.ts";
import { findChangePoints } from "./change-points.ts";
import { parseFigureName } from "./figure.ts";
import { withEffect } from "./scenario-difference.ts";
import { warningsOfRun } from "./side.ts";
import { summariseRun } from "./summary.ts";

export interface Trend {
  readonly case: string;
  readonly figure: string;
  readonly unit: Unit;
  readonly better: Better;
  /** Oldest first; runs that have the figure. */
  readonly points: readonly TrendPoint[];
  readonly changes: readonly TrendChange[];
}

interface TrendPoint {
  readonly entry: HistoryEntry;
  readonly value: number;
}

export interface TrendChange {
  /** The place of the first run of the new level. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  readonly p: number;
  readonly verdict: "regressed" | "improved";
  /** The last run of the old level and the first of the new: what changed lies between their commits. */
  readonly from: HistoryEntry;
  readonly to: HistoryEntry;
}

/** A name for what the cases are, whatever the scenario is called: 8 hexadecimal digits that change with what changes a figure. */
export function scenarioFingerprint({ cases }: RunResult): string {
  const resolved = cases.map(({ id, scenario }) => [id, withEffect(scenario)]);
  return createHash("sha256").update(JSON.stringify(resolved)).digest("hex").slice(0, 8);
}

export function historyEntry(result: RunResult): HistoryEntry {
  const { environment, run, startedAt } = result;
  const warnings = warningsOfRun(result);
  return {
    startedAt,
    run,
    commit: environment.commit,
    dirty: environment.dirty,
    mqbench: environment.mqbench,
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    cases: Object.fromEntries(
      summariseRun(result)
        .filter(({ figures }) => figures.length > 0)
        .map(({ id, figures }) => [id, Object.fromEntries(figures.map(({ name, value }) => [name, value]))]),
    ),
  };
}

/** One a case and figure that any run has, in the order of the newest run. */
export function trendsOf(entries: readonly HistoryEntry[]): readonly Trend[] {
  const names = new Map<string, readonly [string, string]>();
  for (const { cases } of entries.toReversed()) {
    for (const [id, figures] of Object.entries(cases))
      for (const figure of Object.keys(figures)) names.set(`${id}\n${figure}`, [id, figure]);
  }
  return [...names.values()].flatMap(([id, name]): Trend[] => {
    const figure = parseFigureName(name);
    // Of a metric that this mqbench no longer has nobody knows the unit.
    if (typeof figure === "string") return [];
    const points = entries.flatMap((entry): TrendPoint[] => {
      const value = entry.cases[id]?.[name];
      return value === undefined ? [] : [{ entry, value }];
    });
    const { unit, better } = metricInfo(figure.metric);
    return [{ case: id, figure: name, unit, better, points, changes: changesOf(points, better) }];
  });
}

function changesOf(points: readonly TrendPoint[], better: Better): readonly TrendChange[] {
  return findChangePoints(points.map(({ value }) => value)).flatMap(({ index, before, after, p }): TrendChange[] => {
    const [from, to] = [points[index - 1]?.entry, points[index]?.entry];
    if (from === undefined || to === undefined) return [];
    const isWorse = better === "higher" ? after < before : after > before;
    return [{ index, before, after, p, verdict: isWorse ? "regressed" : "improved", from, to }];
  });
}

/** Changes for the worse whose new level began within the last runs, and still holds. */
export function recentRegressions(
  trends: readonly Trend[],
  runs: number,
): readonly { readonly trend: Trend; readonly change: TrendChange }[] {
  return trends.flatMap((trend) => {
    const change = trend.changes.at(-1);
    const isRecent = change !== undefined && trend.points.length - change.index <= runs;
    return isRecent && change.verdict === "regressed" ? [{ trend, change }] : [];
  });
}
