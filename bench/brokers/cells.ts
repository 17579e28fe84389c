/** Cells of the comparison: a figure over trials, with its interval or without. Pure. */
import { meanInterval } from "../../src/analysis/ranks/interval.ts";
import type { Interval } from "../../src/analysis/ranks/interval.ts";
import { validTrials } from "../../src/analysis/cost.ts";
import type { RunResult, Trial } from "../../src/result/schema.ts";

export const none = "–";

export interface Figure {
  readonly title: string;
  readonly metric: string;
  /** null: of one value a trial. */
  readonly statistic: string | null;
  readonly format: (value: number) => string;
}

/** The mean over the valid trials and half its 95 % interval; without one where there are too few trials. At least that, where one of them hangs on what never ended. */
export function figureCell(result: RunResult, caseId: string, figure: Figure): string {
  const { interval, values, isAtLeast } = figureInterval(result, caseId, figure);
  const cell = intervalCell(interval, values.length, figure.format);
  return isAtLeast && cell !== none ? `≥ ${cell}` : cell;
}

export interface FigureInterval {
  /** undefined: no valid trial has the figure. */
  readonly interval: Interval | undefined;
  /** A value of each valid trial that has the figure. */
  readonly values: readonly number[];
  /** Something never ended in one of them. */
  readonly isAtLeast: boolean;
}

export function figureInterval(result: RunResult, caseId: string, figure: Figure): FigureInterval {
  const trials = validTrials(result, caseId);
  const values = trials.flatMap((trial) => valueIn(trial, figure) ?? []);
  const isAtLeast = trials.some((trial) => isLowerBound(trial, figure));
  return { interval: meanInterval(values), values, isAtLeast };
}

export function intervalCell(
  interval: Interval | null | undefined,
  trials: number,
  format: (value: number) => string,
): string {
  if (interval === null || interval === undefined) return none;
  const { mean, halfWidth } = interval;
  if (halfWidth === null) return `${format(mean)} (${trials === 1 ? "one trial" : `${trials} trials`})`;
  return halfWidth === 0 ? format(mean) : `${format(mean)} ± ${format(halfWidth)}`;
}

function valueIn({ metrics }: Trial, { metric, statistic }: Figure): number | undefined {
  const found = metrics[metric];
  if (found === undefined) return undefined;
  if (found.kind === "value") return found.value;
  return statistic === "max" ? found.max : found.percentiles[statistic ?? ""];
}

function isLowerBound({ metrics }: Trial, { metric, statistic }: Figure): boolean {
  const found = metrics[metric];
  return found?.kind === "histogram" && Object.hasOwn(found.unended?.atMost ?? {}, statistic ?? "");
}

export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
