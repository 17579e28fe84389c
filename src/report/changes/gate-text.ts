/** A gate as text: what did not pass, each with its values, and the verdict last. Pure. */
import type { Check, GateVerdict, ThresholdTrials } from "../../analysis/gate.ts";
import { conditionOf } from "../../scenario/keys/thresholds/thresholds.ts";
import { measuredWords, nothingWords } from "../bounds-text.ts";
import { changeWords, exactWords, remarkOf, tooFewWords, verdictOf } from "./change-words.ts";
import { formatLeft } from "./comparison-text.ts";

/** `cautions`: what of the run never came, or what it warns of, whether or not a check asks. */
export function renderGate(verdict: GateVerdict, hints: readonly string[], cautions: readonly string[] = []): string {
  const { outcome, checks, notValid, nothingToCheck, tooFew } = verdict;
  const counts = notValid.length > 0 || checks.length === 0 ? "" : ` (${countsOf(checks)})`;
  const rows = shownChecks(verdict).map((check) => [
    outcomeWord(check),
    check.case,
    nameOf(check),
    checkWords(check),
    placeOf(check),
  ]);
  const blocks = [
    notValid.map((text) => `not valid: ${text}`),
    nothingToCheck === null || notValid.length > 0 ? [] : [`nothing to check: ${nothingToCheck}`],
    formatLeft(rows),
    cautions,
    tooFew === null || notValid.length > 0 ? [] : [`too few trials: ${tooFewWords(tooFew)}`],
    [`gate: ${outcome}${counts}`, ...hints.map((hint) => `hint: ${hint}`)],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** What did not pass, or passed as another than the baseline has. A run that is not valid says nothing of the broker, so nothing of it is shown. */
export function shownChecks({ checks, notValid }: GateVerdict): readonly Check[] {
  if (notValid.length > 0) return [];
  return checks.filter(({ outcome }) => outcome === "failed" || outcome === "unsure" || outcome === "improved");
}

/** `regressed`, `failed`, `inconclusive`: one word for what was found. */
export function outcomeWord(check: Check): string {
  if (check.figure !== null) return verdictOf(check.figure);
  if (check.exact !== null) return check.exact.verdict;
  return check.outcome;
}

/** `qos=2: lost == 0`. */
export function labelOf(check: Check): string {
  return check.case === "" ? check.name : `${check.case}: ${nameOf(check)}`;
}

/** Beside its case: a threshold may name that, or a part of it, itself. */
export function nameOf({ case: id, name, threshold }: Check): string {
  return id === "" || threshold === null ? name : conditionOf(name);
}

/** What was found, with its values. */
export function checkWords({ threshold, exact, figure, kind, outcome }: Check): string {
  if (threshold !== null) return thresholdWords(threshold);
  if (exact !== null) return exactWords(exact);
  if (figure !== null) {
    const remark = remarkOf(figure);
    const change = changeWords(figure);
    return remark === "" || remark === change ? change : `${change}; ${remark}`;
  }
  return kind === "case" && outcome === "failed" ? "the baseline has this case, the run does not" : "";
}

/** `measured 310 ms`, or over several trials `measured 180 ms to 310 ms, failed in 2 of 5 trials`. */
function thresholdWords({ outcomes, failed }: ThresholdTrials): string {
  const [first] = outcomes;
  if (first === undefined || first.outcome === "not applicable") return "not applicable";
  const words = measuredWords(outcomes);
  const because = words === null ? nothingWords(outcomes) : words.because;
  const measured = `${words?.figure ?? "nothing"}${because === "" ? "" : `: ${because}`}`;
  return failed > 0 && outcomes.length > 1
    ? `measured ${measured}, failed in ${failed} of ${outcomes.length} trials`
    : `measured ${measured}`;
}

/** `12 passed, 1 failed`; empty without a check. */
export function countsOf(checks: readonly Check[]): string {
  const words: readonly (readonly [Check["outcome"], string])[] = [
    ["failed", "failed"],
    ["unsure", "unsure"],
    ["improved", "improved"],
    ["passed", "passed"],
    ["not applicable", "not applicable"],
  ];
  const parts = words.flatMap(([outcome, word]) => {
    const count = checks.filter((check) => check.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return parts.join(", ");
}

function placeOf({ position }: Check): string {
  return position === null ? "" : `${position.file}:${position.line}:${position.column}`;
}
