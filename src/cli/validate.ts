/** `mqbench validate`: says whether scenario files are sound, and what each would run. */
import type { ExitName } from "../errors.ts";
import { planRun } from "../scenario/plan.ts";
import { summarise } from "../scenario/summary.ts";
import { readWithOptions } from "./scenario-options.ts";
import type { ScenarioOptions } from "./scenario-options.ts";

export function validateCommand(files: readonly string[], options: ScenarioOptions): ExitName {
  for (const file of files) {
    const { cases } = readWithOptions(file, options);
    const { trials } = planRun(cases);
    process.stdout.write(`${file}: ok, ${count(cases.length, "case")}, ${count(trials.length, "trial")}\n`);
    for (const { id, scenario } of cases)
      process.stdout.write(`  ${id === "" ? "" : `${id}: `}${summarise(scenario)}\n`);
  }
  return "passed";
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
