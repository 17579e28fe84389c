/** The HTML report: one file without scripts and without anything from elsewhere. */
import type { RunResult } from "../../../result/schema.ts";
import { shownCases, shownRuns } from "../../charts/cases.ts";
import { escapeMarkup } from "../../escape.ts";
import { scenarioName } from "../../summary.ts";
import { bytesSection } from "./bytes-section.ts";
import { costSection } from "./cost-section.ts";
import { environmentSection } from "./environment-section.ts";
import { fleetSection } from "./fleet-section.ts";
import { handshakeSection } from "./handshake-section.ts";
import { healthSection } from "./health-section.ts";
import { heatSection } from "./heat-section.ts";
import { holdSection } from "./loads/hold-section.ts";
import { observedSections } from "./observed-sections.ts";
import { memorySection, ratesSection } from "./series-sections.ts";
import type { Section } from "./section.ts";
import { spectrumSection } from "./spectrum-section.ts";
import { style } from "./style.ts";
import { trialsSection } from "./trials-section.ts";
import { verdictSection } from "./verdict-section.ts";

/** Of several results the cases stand side by side, on one axis of time that begins at 0 for each. */
export async function renderHtml(results: readonly RunResult[]): Promise<string> {
  const runs = shownRuns(results);
  const cases = shownCases(runs);
  // Each is left out when the results have nothing for it.
  const sections = [
    verdictSection(runs),
    costSection(runs),
    fleetSection(runs),
    handshakeSection(cases),
    await spectrumSection(cases),
    await bytesSection(cases),
    await heatSection(cases),
    await ratesSection(cases),
    await memorySection(cases),
    await holdSection(runs, cases),
    ...observedSections(runs),
    healthSection(runs),
    await trialsSection(cases),
    environmentSection(runs),
  ];
  return page(
    [...new Set(results.map(scenarioName))].join(", "),
    sections.filter((section) => section !== undefined),
  );
}

function page(name: string, sections: readonly Section[]): string {
  const contents = sections.map(({ id, title }) => `<li><a href="#${id}">${escapeMarkup(title)}</a></li>`).join("\n");
  const body = sections.map(
    ({ id, title, body: content }) => `<section id="${id}">\n<h2>${escapeMarkup(title)}</h2>\n${content}\n</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeMarkup(name)}: mqbench</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeMarkup(name)}</h1>
<nav aria-label="Contents"><ul>
${contents}
</ul></nav>
${body.join("\n")}
</body>
</html>
`;
}
