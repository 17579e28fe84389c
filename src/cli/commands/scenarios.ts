/** `mqbench scenarios`: those that come with mqbench, and the file of each. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MqbenchError } from "../../errors.ts";
import type { ExitName } from "../../errors.ts";
import { renderScenarios } from "../../report/answers/scenarios-text.ts";
import type { ListedScenario } from "../../report/answers/scenarios-text.ts";
import {
  exampleScenario,
  packageScenarios,
  packagePacks,
  packFolder,
  scenarioMeant,
  scenarioNames,
  scenariosOfPack,
} from "../../scenario/document/package-scenarios.ts";
import { longestNs } from "../../scenario/planning/plan.ts";
import { readScenario } from "../../scenario/read.ts";
import { printText } from "../output.ts";

export function scenariosCommand(name: string | undefined, options: { readonly json?: boolean }): ExitName {
  if (name !== undefined && !packagePacks().includes(name)) return printScenario(name);
  const listed =
    name === undefined
      ? [...packageScenarios().map(listScenario), ...packagePacks().map(listPack)]
      : scenariosOfPack(name).map(listScenario);
  printText(options.json === true ? `${JSON.stringify(listed)}\n` : renderScenarios(listed));
  return "passed";
}

function listScenario(name: string): ListedScenario {
  const { cases } = readScenario(exampleScenario(name));
  return { name, description: cases[0]?.scenario.description ?? null, wallNs: longestNs(cases) };
}

/** Its description is the title of its README. */
function listPack(name: string): ListedScenario {
  const scenarios = scenariosOfPack(name);
  const [title = ""] = readFileSync(join(packFolder(name), "README.md"), "utf8").split("\n");
  const wallNs = scenarios.reduce((sum, each) => sum + listScenario(each).wallNs, 0);
  return { name, description: title.replace(/^# /u, ""), wallNs, scenarios };
}

function printScenario(name: string): ExitName {
  if (!scenarioNames().includes(name)) {
    const meant = scenarioMeant(name);
    throw new MqbenchError("usage", `no scenario of mqbench is called ${JSON.stringify(name)}`, {
      hint: meant === undefined ? "`mqbench scenarios` lists them" : `did you mean ${meant}?`,
    });
  }
  printText(readFileSync(exampleScenario(name), "utf8"));
  return "passed";
}
