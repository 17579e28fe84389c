/** `mqbench validate`: says whether scenario files are sound, and what each would run. */
import { MqbenchError } from "../../errors.ts";
import type { ExitName } from "../../errors.ts";
import { hintForUnable } from "../../engine/trial/greeting-hints.ts";
import { planRun } from "../../scenario/planning/plan.ts";
import { summarise } from "../../scenario/summary.ts";
import { eachOfPack, scenariosMeant } from "../pack-scenarios.ts";
import { readWithOptions } from "../scenario-options.ts";
import type { ScenarioOptions } from "../scenario-options.ts";
import { printText } from "../output.ts";

export function validateCommand(given: readonly string[], options: ScenarioOptions): ExitName {
  eachOfPack(given.flatMap(scenariosMeant), (file) => printText(validate(file, options)));
  return "passed";
}

/** Throws its mistakes. */
function validate(file: string, options: ScenarioOptions): string {
  const { cases, trials } = planRun(readWithOptions(file, options).cases);
  const unable = cases.map(({ unsupported }) => unsupported).filter((why) => why !== null);
  // Sound in itself, and with this broker a run of nothing.
  if (trials.length === 0)
    throw new MqbenchError(
      "usage",
      [...new Set(unable)].map((why) => `${file}: no case can be run: ${why}`),
      {
        hint: hintForUnable(unable) ?? "`mqbench brokers` says what each broker can do, and what is installed",
      },
    );
  const lines = cases.map(({ id, scenario, unsupported }) => {
    const name = id === "" ? "" : `${id}: `;
    return `  ${name}${summarise(scenario)}${unsupported === null ? "" : `; not run: ${unsupported}`}`;
  });
  return [`${file}: ok, ${count(cases.length, "case")}, ${count(trials.length, "trial")}`, ...lines, ""].join("\n");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
