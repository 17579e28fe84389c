/** `mqbench plan`: what a run would do and need, without doing it. */
import type { ExitName } from "../../errors.ts";
import { renderPlan } from "../../report/answers/plan-text.ts";
import { readMachine } from "../../result/machine.ts";
import { planRun } from "../../scenario/planning/plan.ts";
import { readWithOptions } from "../scenario-options.ts";
import type { ScenarioOptions } from "../scenario-options.ts";
import { printText } from "../output.ts";

export function planCommand(file: string, options: ScenarioOptions): ExitName {
  const { name, cases, notes } = readWithOptions(file, options);
  printText(renderPlan(name, planRun(cases), readMachine()));
  for (const { text } of notes) printText(`warning: ${text}\n`);
  return "passed";
}
