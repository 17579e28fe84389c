/** `mqbench scenarios`: those that come with mqbench, and the file of each. */
import { readFileSync } from "node:fs";
import { MqbenchError } from "../../errors.ts";
import type { ExitName } from "../../errors.ts";
import { renderScenarios } from "../../report/answers/scenarios-text.ts";
import { exampleScenario, packageScenarios, scenarioMeant } from "../../scenario/document/package-scenarios.ts";
import { planRun } from "../../scenario/planning/plan.ts";
import { readScenario } from "../../scenario/read.ts";
import { printText } from "../output.ts";

export function scenariosCommand(name: string | undefined, options: { readonly json?: boolean }): ExitName {
  if (name !== undefined) return printScenario(name);
  const scenarios = packageScenarios().map((each) => {
    const { cases } = readScenario(exampleScenario(each));
    const wallNs = planRun(cases).trials.reduce((sum, trial) => sum + trial.case.wallNs, 0);
    return { name: each, description: cases[0]?.scenario.description ?? null, wallNs };
  });
  printText(options.json === true ? `${JSON.stringify(scenarios)}\n` : renderScenarios(scenarios));
  return "passed";
}

function printScenario(name: string): ExitName {
  if (!packageScenarios().includes(name)) {
    const meant = scenarioMeant(name);
    throw new MqbenchError("usage", `no scenario of mqbench is called ${JSON.stringify(name)}`, {
      hint: meant === undefined ? "`mqbench scenarios` lists them" : `did you mean ${meant}?`,
    });
  }
  printText(readFileSync(exampleScenario(name), "utf8"));
  return "passed";
}
