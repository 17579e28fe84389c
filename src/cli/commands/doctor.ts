/** `mqbench doctor`: what this machine allows, and whether a scenario fits it. */
import type { ExitName } from "../../errors.ts";
import { renderDoctor } from "../../report/answers/doctor-text.ts";
import { readMachine } from "../../result/machine.ts";
import { readMachineFacts } from "../../result/machine-facts.ts";
import { findingsOf } from "../../rules/machine-findings.ts";
import { findShortage } from "../../scenario/planning/machine-limits.ts";
import { planRun } from "../../scenario/planning/plan.ts";
import { readWithOptions } from "../scenario-options.ts";
import type { ScenarioOptions } from "../scenario-options.ts";
import { printWrapped } from "../output.ts";

export function doctorCommand(file: string | undefined, options: ScenarioOptions): ExitName {
  const machine = readMachine();
  const cases = file === undefined ? [] : planRun(readWithOptions(file, options).cases).cases;
  printWrapped(renderDoctor(findingsOf(machine, readMachineFacts()), cases, machine));
  return cases.every(({ scenario }) => findShortage(scenario, machine) === undefined) ? "passed" : "usage";
}
