/** What changed, in words: the same in every report. Pure. */
import type { ComparedExact, ComparedFigure, TooFew } from "../../analysis/compare.ts";
import { mostTrialsNeeded } from "../../analysis/ranks/compare-samples.ts";
import type { Effect } from "../../analysis/ranks/effect.ts";
import type { ExactFigure } from "../../analysis/side.ts";
import type { Unit } from "../../metrics/metric-info.ts";
import { absent, formatNumber, formatValue } from "../format.ts";

/** `112 B → 120 B (+7.14 %), exact`. */
export function exactWords({ base, head, unit, verdict }: ComparedExact): string {
  const [from, to] = [base, head].map((figure) => (figure === null ? absent : exactText(figure, unit)));
  const isOne = (figure: ExactFigure | null): figure is ExactFigure => figure !== null && figure.min === figure.max;
  const change =
    isOne(base) && isOne(head) && base.max !== 0 && verdict !== "same" ? ` (${changeText(head.max / base.max)})` : "";
  return verdict === "same" ? `${to}, exact` : `${from} → ${to}${change}, exact`;
}

/** To the last digit: two values that differ look different. */
function exactText({ min, max }: ExactFigure, unit: Unit): string {
  return min === max ? exactValue(max, unit) : `${exactValue(min, unit)} to ${exactValue(max, unit)}`;
}

function exactValue(value: number, unit: Unit): string {
  const number = (of: number): string => of.toLocaleString("en", { maximumFractionDigits: 6 });
  switch (unit) {
    case "bytes":
      return `${number(value)} B`;
    case "ratio":
      return `${number(value * 100)} %`;
    default:
      return unit === "count" ? number(value) : formatValue(value, unit);
  }
}

/** A ratio as a change: `+7.14 %`. */
export function changeText(ratio: number): string {
  const hundredths = Number(((ratio - 1) * 100).toPrecision(3));
  // Less than anyone would call a change.
  if (Math.abs(hundredths) < 0.001) return "0 %";
  return `${hundredths > 0 ? "+" : "−"}${formatNumber(Math.abs(hundredths))} %`;
}

/** `regressed`, or `not compared`. */
export function verdictOf({ outcome }: ComparedFigure): string {
  return outcome.kind === "compared" ? outcome.judgement.verdict : outcome.kind;
}

/** `+12.3 % (95 % interval +8.1 % to +16 %), p 0.0002`. */
export function changeWords({ outcome, bounds }: ComparedFigure): string {
  if (outcome.kind !== "compared") return outcome.why;
  const { effect } = outcome.difference;
  // A side that is only a lower bound is told only where the other lies on its far side.
  const atLeast = bounds.base || bounds.head ? "at least " : "";
  return `${atLeast}${changeText(effect.ratio)} (95 % interval ${intervalText(effect)}), p ${pText(outcome.adjustedP)}`;
}

/** `+8.1 % to +16 %`. */
export function intervalText({ interval }: Effect): string {
  return interval === null ? absent : interval.map(changeText).join(" to ");
}

/** What a verdict leaves open: the change that would have been seen, the trials it would take. */
export function remarkOf({ base, head, outcome, minEffect, outliers }: ComparedFigure): string {
  if (outcome.kind !== "compared") return outcome.why;
  const { judgement, difference } = outcome;
  const { detectable, trialsNeeded, verdict, isSpreadKnown } = judgement;
  const remarks: string[] = [];
  if (difference.isConstant) remarks.push("the same in every trial");
  else if (verdict === "no change" && detectable !== null)
    remarks.push(`a change of ${percent(detectable)} would have been seen`);
  if (trialsNeeded !== null && isSpreadKnown) remarks.push(`${neededText(trialsNeeded)} would settle it`);
  if (trialsNeeded !== null && !isSpreadKnown) {
    const [one, many] =
      difference.test === "signed rank" ? ["one pair", "pairs"] : ["one trial a side", "trials a side"];
    remarks.push(`${one} has no spread: at least ${trialsNeeded} ${many} are needed`);
  }
  // Pair by pair, or over all differences: what is tested need not go the way of the two medians.
  const { ratio } = difference.effect;
  if (base !== null && head !== null && (head - base) * (ratio - 1) < 0)
    remarks.push(
      `the medians differ by ${changeText(head / base)}, and what is tested, trial against trial, by ${changeText(ratio)}`,
    );
  if (minEffect > 0.1) remarks.push(`only ${percent(minEffect)} or more counts on this machine`);
  if (outliers > 0) remarks.push(`${outliers} ${outliers === 1 ? "trial lies" : "trials lie"} far out`);
  return remarks.join("; ");
}

/** `5 trials a side`, or `1 trial of a side beside 100`, `can show no change among 8 figures: at least 6 are needed`. */
export function tooFewWords({ test, trials, beside, tests, needed }: TooFew): string {
  const noun = trials === 1 ? "trial" : "trials";
  const unpaired = beside === trials ? `${trials} ${noun} a side` : `${trials} ${noun} of a side beside ${beside}`;
  const of = test === "signed rank" ? `${trials} ${trials === 1 ? "pair" : "pairs"}` : unpaired;
  return `${of} can show no change among ${tests} ${tests === 1 ? "figure" : "figures"}: at least ${needed} are needed, 10 are better`;
}

export function pText(p: number): string {
  return p < 0.0001 ? "< 0.0001" : formatNumber(p);
}

function neededText(trials: number): string {
  return trials >= mostTrialsNeeded
    ? `more than ${mostTrialsNeeded.toLocaleString("en")} trials a side`
    : `about ${trials} trials a side`;
}

function percent(share: number): string {
  return `${formatNumber(share * 100)} %`;
}
