/** `plan`: what a run would do, before anything of it is started. */
import { planRun } from "../scenario/planning/plan.ts";
import type { Plan } from "../scenario/planning/plan.ts";
import { readWithOptions } from "./read-with-options.ts";
import type { ScenarioOptions } from "./read-with-options.ts";

export type { Plan } from "../scenario/planning/plan.ts";

/**
 * The cases of a scenario, a file or a name of `mqbench scenarios`, and their trials in the order in which they would run, with the packets and
 * bytes that the specification predicts. Times are whole nanoseconds, `wallNs` the most that a trial takes. Throws a `MqbenchError` with every
 * mistake of the scenario.
 */
export function plan(scenario: string, options: ScenarioOptions = {}): Plan {
  return planRun(readWithOptions(scenario, options).cases);
}
