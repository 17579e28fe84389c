/** The verdict, and what it stands on. Pure. */
import type { ShownRun } from "../../charts/cases.ts";
import { escapeMarkup } from "../../escape.ts";
import { capital } from "../../questions/deliveries.ts";
import { faultTexts, thresholdRows, trialsParts, unsupportedCases, verdictOf, verdictWords } from "../../summary.ts";
import { folded, list, table } from "./section.ts";

const mostFaults = 2;

/** In a word; where it is not valid, why. */
export function verdictMarkup({ result }: ShownRun): string {
  const word = verdictOf(result);
  const { text, isShort } = verdictWords(result);
  const mood = isShort && word !== "failed" ? "not-valid" : word.replace(" ", "-");
  return `<p class="verdict ${mood}"><strong>${capital(text)}</strong> ${escapeMarkup(trialsParts(result).join(", "))}</p>${faults(faultTexts(result))}`;
}

/** The first few at once: the answer below them stays in sight. */
function faults(texts: readonly string[]): string {
  const others = texts.slice(mostFaults);
  const more = others.length === 0 ? "" : folded(`${others.length} more`, list(others));
  return list(texts.slice(0, mostFaults)) + more;
}

/** What is not valid is said before anything else. */
export function isVerdictFirst({ result }: ShownRun): boolean {
  return ["not valid", "no trial"].includes(verdictOf(result));
}

/** Every threshold, and what was not run. */
export function thresholdsMarkup({ result }: ShownRun): string {
  const thresholds = thresholdRows(result).map(({ text: threshold, outcome, measured, caseId }) => [
    caseId === "" ? threshold : `${caseId}: ${threshold}`,
    outcome,
    measured,
  ]);
  return [
    ...(thresholds.length === 0 ? [] : [table(["threshold", "outcome", "measured"], thresholds)]),
    list(unsupportedCases(result).map(({ id, why }) => `not run: ${id}: ${why}`)),
  ].join("\n");
}
