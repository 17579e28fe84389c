/** The verdict, and the one-sentence answer. Pure. */
import { costGroups } from "../../../analysis/cost.ts";
import type { RunResult } from "../../../result/schema.ts";
import type { ShownRun } from "../../charts/cases.ts";
import { qosAnswer, qosSentence } from "../../parts/cost-text.ts";
import { escapeMarkup } from "../../escape.ts";
import { holdTable } from "../../parts/hold-text.ts";
import {
  faultTexts,
  headingParts,
  isHeld,
  thresholdRows,
  unsupportedCases,
  verdictOf,
  verdictWords,
} from "../../summary.ts";
import { list, paragraph, subheading, table } from "./section.ts";
import type { Section } from "./section.ts";

export function verdictSection(runs: readonly ShownRun[]): Section {
  return { id: "verdict", title: "Verdict", body: runs.map(verdict).join("\n") };
}

function verdict({ label, result }: ShownRun): string {
  const word = verdictOf(result);
  const { text, isShort } = verdictWords(result);
  const thresholds = thresholdRows(result).map(({ text: threshold, outcome, measured, caseId }) => [
    caseId === "" || threshold.startsWith(`${caseId}:`) ? threshold : `${caseId}: ${threshold}`,
    outcome,
    measured,
  ]);
  return [
    subheading(label),
    `<p class="verdict ${isShort && word !== "failed" ? "not-valid" : word.replace(" ", "-")}"><strong>${text}</strong>: ${escapeMarkup(headingParts(result).join(" · "))}</p>`,
    ...answers(result),
    list(faultTexts(result)),
    ...(thresholds.length === 0 ? [] : [table(["threshold", "outcome", "measured"], thresholds)]),
    list(unsupportedCases(result).map(({ id, why }) => `not run: ${id}: ${why}`)),
  ].join("\n");
}

/** In a sentence: what the levels cost, or what a held message does. */
function answers(result: RunResult): readonly string[] {
  if (isHeld(result)) return [list(holdTable(result)?.splits ?? [])];
  return costGroups(result).flatMap(({ title, cases }) =>
    [qosAnswer(result, cases), qosSentence(result, cases)].flatMap((sentence) =>
      sentence === undefined ? [] : [paragraph(title === "" ? sentence : `${title}: ${sentence}`)],
    ),
  );
}
