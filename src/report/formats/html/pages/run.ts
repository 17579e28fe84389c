/** The report of results of `mqbench run`: the answer first, the verdict, then the parts in the order that the experiment needs. */
import type { RunResult } from "../../../../result/schema.ts";
import { shownCases, shownRuns } from "../../../charts/cases.ts";
import type { ShownRun } from "../../../charts/cases.ts";
import { answerTo } from "../../../questions.ts";
import type { Answer } from "../../../questions/answer.ts";
import { escapeMarkup } from "../../../escape.ts";
import { headingParts, scenarioName } from "../../../summary.ts";
import { answerMarkup } from "../answer-section.ts";
import { bytesSection } from "../bytes-section.ts";
import { costSection } from "../cost-section.ts";
import { environmentSection } from "../environment-section.ts";
import { fleetSection } from "../fleet-section.ts";
import { handshakeSection } from "../handshake-section.ts";
import { healthSection } from "../health-section.ts";
import { heatSection } from "../heat-section.ts";
import { holdSection } from "../loads/hold-section.ts";
import { observedSections } from "../observed-sections.ts";
import type { Section } from "../section.ts";
import { memorySection, ratesSection } from "../series-sections.ts";
import { spectrumSection } from "../spectrum-section.ts";
import { trialsSection } from "../trials-section.ts";
import { isVerdictFirst, thresholdsMarkup, verdictMarkup } from "../verdict-section.ts";
import { renderPage } from "./frame.ts";

/** Cases of several results stand side by side, on one axis of time that begins at 0 for each. */
export function renderHtml(results: readonly RunResult[]): string {
  const runs = shownRuns(results);
  const answers = runs.map((run) => ({ run, answer: answerTo(run.result) }));
  const opening = answers.map(({ run, answer }) => {
    const verdict = verdictMarkup(run);
    const told = answer === undefined ? "" : answerMarkup(answer);
    const parts = isVerdictFirst(run) ? [verdict, told] : [told, verdict];
    return [...runHeading(run), ...parts, thresholdsMarkup(run)].join("\n");
  });
  const shown = answers.flatMap(({ answer }) => answer ?? []);
  const first = shown.flatMap((answer) => answer.first);
  return renderPage({
    title: [...new Set(results.map(scenarioName))].join(", "),
    about: runs.flatMap(aboutOf),
    opening: opening.join("\n"),
    sections: inOrder(sectionsOf(runs, shown), first),
  });
}

/** Of several results all that is said of one stands under its name. */
function runHeading({ label }: ShownRun): readonly string[] {
  return label === "" ? [] : [`<h2>${escapeMarkup(label)}</h2>`];
}

/** What the scenario says of itself, and what was run. */
function aboutOf({ label, result }: ShownRun): readonly string[] {
  const { description } = result.scenario;
  const [, ...parts] = headingParts(result);
  return [
    ...(typeof description === "string" ? [description] : []),
    [label, ...parts].filter((part) => part !== "").join(" · "),
  ];
}

/** Each is left out when the results have nothing for it. */
function sectionsOf(runs: readonly ShownRun[], answers: readonly Answer[]): readonly Section[] {
  const cases = shownCases(runs);
  return [
    ...observedSections(runs, answers),
    costSection(runs),
    fleetSection(runs),
    handshakeSection(cases),
    spectrumSection(cases),
    bytesSection(cases),
    heatSection(cases),
    ratesSection(cases),
    memorySection(cases),
    holdSection(runs, cases),
    trialsSection(cases),
    healthSection(runs),
    environmentSection(runs),
  ].filter((section) => section !== undefined);
}

/** Those that the experiment needs first, in that order; the others as they are. */
function inOrder(sections: readonly Section[], first: readonly string[]): readonly Section[] {
  const place = ({ id }: Section): number => (first.includes(id) ? first.indexOf(id) : first.length);
  return sections.toSorted((a, b) => place(a) - place(b));
}
