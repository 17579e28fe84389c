/** What is said of figures that are only lower bounds, since not everything ended. Pure. */
import type { MiddleFigure } from "../analysis/figure.ts";
import type { Statistic } from "../metrics/catalogue.ts";
import type { Trial } from "../result/schema.ts";
import { readStatistic } from "../result/sections/statistic.ts";
import type { HistogramMetric } from "../result/sections/statistic.ts";
import { absent, formatAlike, formatCount, formatNs, formatValue } from "./format.ts";

/** `62 ms`, `≥ 3.8 s`, `51 µs – 62 µs`, or `≈ 58 (51–62) µs`. */
export function statisticText(metric: HistogramMetric | null | undefined, statistic: Statistic): string {
  const found = metric === null || metric === undefined ? null : readStatistic(metric, statistic);
  if (found === null) return absent;
  const most = metric?.atMost?.[statistic];
  if (most === undefined) return atLeastText(formatNs(found.value), found.isAtLeast);
  return found.estimate === null
    ? `${formatNs(found.value)} – ${formatNs(most)}`
    : estimateText(found.estimate, found.value, most);
}

/** In one unit, where they lie close enough. */
function estimateText(estimate: number, least: number, most: number): string {
  const [near = "", from = "", to = ""] = formatAlike([estimate, least, most], "ns");
  const unit = to.slice(to.lastIndexOf(" "));
  const number = (text: string): string => text.slice(0, -unit.length);
  return [near, from].every((text) => text.endsWith(unit))
    ? `≈ ${number(near)} (${number(from)}–${number(to)})${unit}`
    : `≈ ${near} (${from} – ${to})`;
}

export function atLeastText(text: string, isAtLeast: boolean): string {
  return isAtLeast ? `≥ ${text}` : text;
}

/** `≈ 58 µs`, too. */
export function middleText(text: string, { isAtLeast, isEstimate }: Omit<MiddleFigure, "value">): string {
  return isEstimate ? `≈ ${text}` : atLeastText(text, isAtLeast);
}

export interface MeasuredWords {
  /** Over several trials from least to most: `62 ms to ≥ 3.8 s`. */
  readonly figure: string;
  /** `522 of 2,000 never ended`; empty where all did. */
  readonly because: string;
}

/** null: nothing was measured, or too little. */
export function measuredWords(outcomes: Trial["thresholds"]): MeasuredWords | null {
  const known = outcomes.flatMap(({ measured, unit, unended }) =>
    measured === null
      ? []
      : [{ measured, unended, text: atLeastText(formatValue(measured, unit), unended !== undefined) }],
  );
  const inOrder = known.toSorted((a, b) => a.measured - b.measured);
  const [least, most] = [inOrder[0], inOrder.at(-1)];
  if (least === undefined || most === undefined) return null;
  const unended = inOrder.findLast((each) => each.unended !== undefined)?.unended;
  return {
    figure: least.text === most.text ? most.text : `${least.text} to ${most.text}`,
    because: unended === undefined ? "" : `${formatCount(unended.count)} of ${formatCount(unended.of)} never ended`,
  };
}

/** Why nothing was measured: `0 expected`. */
export function nothingWords(outcomes: Trial["thresholds"]): string {
  return outcomes.find(({ nothing }) => nothing !== undefined)?.nothing ?? "too few samples";
}
