/** The figures of an answer: cases beside each other in a table, and each figure as bars. Pure. */
import { medianOf, middleFigureOf, roundRatio, validTrials } from "../../analysis/cost.ts";
import { boundedFigureOf, figureOf } from "../../analysis/figure.ts";
import { excludesOne } from "../../analysis/ranks/interval.ts";
import { metricInfo } from "../../metrics/catalogue.ts";
import type { MetricName } from "../../metrics/catalogue.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { middleText } from "../bounds-text.ts";
import type { Bar, BarPanel } from "../charts/bar-chart.ts";
import type { Named } from "../charts/looks.ts";
import { absent, formatAlike, formatMultiple, formatNumber, notValid } from "../format.ts";

/** A case as a column or a bar. */
export interface Column extends Named {
  readonly id: string;
}

export interface Figure {
  readonly metric: MetricName;
  readonly statistic: "p50" | "p99" | "max" | null;
  readonly title: string;
  /** Figures that speak for themselves: no multiple stands beside them. */
  readonly isPlain?: boolean;
}

/** A row a figure that any case has. `result`: that of the columns. */
export function figureRows(
  result: RunResult,
  columns: readonly Column[],
  figures: readonly Figure[],
): readonly (readonly string[])[] {
  return figures.flatMap((figure) => {
    const cells = cellsOf(result, columns, figure);
    if (cells.every((cell) => cell === absent)) return [];
    const base = columns.findIndex((_, index) => cells[index] !== absent && cells[index] !== notValid);
    return [
      [
        `  ${figure.title}`,
        ...cells.map((cell, index) =>
          index <= base || figure.isPlain === true
            ? cell
            : cell + multipleText(result, columns[index]?.id ?? "", columns[base]?.id ?? "", figure),
        ),
      ],
    ];
  });
}

/** A cell a column, all in one unit where they lie close enough. */
function cellsOf(result: RunResult, columns: readonly Column[], figure: Figure): readonly string[] {
  const { metric, statistic } = figure;
  const values = columns.map(({ id }) => valueOf(result, id, figure));
  const texts = formatAlike(values, metricInfo(metric).unit);
  return columns.map(({ id }, index) => {
    const trials = validTrials(result, id);
    if (trials.length === 0 && result.trials.some((trial) => trial.case === id)) return notValid;
    const isEstimate = statistic !== "max" && middleFigureOf(trials, figure)?.isEstimate === true;
    const isBound = trials.some((trial) => boundedFigureOf(trial, { metric, statistic })?.isAtLeast === true);
    return middleText(texts[index] ?? absent, { isAtLeast: isBound && !isEstimate, isEstimate });
  });
}

/** Over the valid trials of a case: a count is the sum of all, since a single message lost must show; the longest is that of all, anything else is the median. */
function valueOf(result: RunResult, id: string, { metric, statistic }: Figure): number | null {
  const trials = validTrials(result, id);
  return metricInfo(metric).unit === "count" && isSummed(metric)
    ? sumOf(trials, metric)
    : medianFigure(trials, { metric, statistic });
}

function isSummed(metric: MetricName): boolean {
  return !/Per[A-Z]|Peak/u.test(metric);
}

/** null: no trial has it. */
export function sumOf(trials: readonly Trial[], metric: MetricName): number | null {
  const values = trials.flatMap(({ metrics }) => {
    const found = metrics[metric];
    return found?.kind === "value" ? [found.value] : [];
  });
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

/** The longest is that of all trials; null: no trial has it. */
function medianFigure(trials: readonly Trial[], figure: Omit<Figure, "title">): number | null {
  if (figure.statistic !== "max") return middleFigureOf(trials, figure)?.value ?? null;
  const values = trials.flatMap((trial) => figureOf(trial, figure) ?? []);
  return values.length === 0 ? null : Math.max(...values);
}

/** ` ×2.58 (2.1 to 3.2)`: of what is timed only with its 95 % interval over the rounds, and only where that excludes 1. */
function multipleText(result: RunResult, id: string, base: string, { metric, statistic }: Figure): string {
  const { unit, metricClass } = metricInfo(metric);
  if (unit === "count" && isSummed(metric)) return "";
  if (metricClass === "exact") {
    const [value, by] = [id, base].map((each) => medianOf(validTrials(result, each), metric, null));
    const isSaid = typeof value === "number" && typeof by === "number" && by > 0 && value > 0 && value !== by;
    return isSaid ? ` ${formatMultiple(value / by)}` : "";
  }
  const ratio = roundRatio(result, [id, base], { metric, statistic });
  if (ratio === null || !excludesOne(ratio)) return "";
  return ` ${formatMultiple(ratio.ratio)} (${formatNumber(ratio.low)} to ${formatNumber(ratio.high)})`;
}

/** Whether it is a median, about which its trials lie; a sum and the longest of all are not. */
function isMiddle({ metric, statistic }: Figure): boolean {
  return statistic !== "max" && !(metricInfo(metric).unit === "count" && isSummed(metric));
}

/** undefined where fewer than two cases have the figure, or all have 0. */
export function figurePanel(result: RunResult, columns: readonly Column[], figure: Figure): BarPanel | undefined {
  const cells = cellsOf(result, columns, figure);
  const bars = columns.flatMap(({ id, name, look }, index): Bar[] => {
    const trials = validTrials(result, id);
    const values = trials.flatMap((trial) => figureOf(trial, figure) ?? []);
    const value = valueOf(result, id, figure);
    if (value === null) return [];
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return [
      {
        name,
        text: cells[index] ?? absent,
        parts: [{ value, look }],
        ...(isMiddle(figure) && values.length > 1 && least !== most && { reach: [least, most] as const }),
      },
    ];
  });
  return bars.length < 2 || bars.every(({ parts: [part] }) => part?.value === 0)
    ? undefined
    : { title: figure.title, bars };
}

/** What a bar's line is; of a single trial that it has none. */
export function reachWords({ trials, cases }: RunResult): string {
  const most = Math.max(0, ...cases.map(({ id }) => trials.filter((trial) => trial.case === id && trial.valid).length));
  return most > 1
    ? `Bars are medians of ${most} trials a case, the line in each reaches from the least to the most of them.`
    : "One trial a case: what is timed has no interval, and differences in it may be chance.";
}
