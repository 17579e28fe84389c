/** The verdict, and the one-sentence answer. Pure. */
import { costGroups } from "../../../analysis/cost.ts";
import type { RunResult } from "../../../result/schema.ts";
import type { ShownRun } from "../../charts/cases.ts";
import { qosAnswer, qosSentence } from "../../parts/cost-text.ts";
import { escapeMarkup } from "../../escape.ts";
import { isCompared, reportedLoads } from "../../loads.ts";
import { faultTexts, headingParts, thresholdRows, unsupportedCases, verdictOf, verdictWords } from "../../summary.ts";
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

/** In a sentence: what the load found, or what the levels cost. */
function answers(result: RunResult): readonly string[] {
  const found = reportedLoads.flatMap(({ summary }) => {
    const sentences = summary?.sentencesOf(result);
    return sentences === undefined ? [] : [list(sentences)];
  });
  if (!isCompared(result)) return found;
  const costs = costGroups(result).flatMap(({ title, cases }) =>
    [qosAnswer(result, cases), qosSentence(result, cases)].flatMap((sentence) =>
      sentence === undefined ? [] : [paragraph(title === "" ? sentence : `${title}: ${sentence}`)],
    ),
  );
  return [...found, ...costs];
}
