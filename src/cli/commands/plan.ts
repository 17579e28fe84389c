/** `mqbench plan`: what a run would do and need, without doing it. */
import { MqbenchError } from "../../errors.ts";
import type { ExitName } from "../../errors.ts";
import { renderPlan } from "../../report/answers/plan-text.ts";
import { renderQuotas } from "../../report/answers/quota-text.ts";
import { readMachine } from "../../result/machine.ts";
import { noSuchService, readService, serviceNames } from "../../scenario/money/service-files.ts";
import { planRun } from "../../scenario/planning/plan.ts";
import type { Plan } from "../../scenario/planning/plan.ts";
import { worstExit } from "../pack-ends.ts";
import { eachOfPack, scenariosMeant } from "../pack-scenarios.ts";
import { readWithOptions } from "../scenario-options.ts";
import type { ReadWithOptions, ScenarioOptions } from "../scenario-options.ts";
import { printText, printWrapped } from "../output.ts";

export interface PlanCommandOptions extends ScenarioOptions {
  readonly quota?: string;
}

export function planCommand(given: string, options: PlanCommandOptions): ExitName {
  const files = scenariosMeant(given);
  const reads = eachOfPack(files, (file) => readWithOptions(file, options));
  const exits = reads.map((read, index) => {
    if (index > 0) printText("\n");
    return printPlan(read, options.quota);
  });
  return worstExit(exits);
}

function printPlan({ name, cases, notes }: ReadWithOptions, quota: string | undefined): ExitName {
  const plan = planRun(cases);
  const quotas = quota === undefined ? null : quotasOf(quota, plan);
  printWrapped(renderPlan(name, plan, readMachine()));
  if (quotas !== null) printWrapped(`\n${quotas.text}`);
  for (const { text } of notes) printWrapped(`warning: ${text}\n`);
  return quotas?.isKept === false ? "usage" : "passed";
}

function quotasOf(name: string, plan: Plan): ReturnType<typeof renderQuotas> {
  const service = readService(name);
  if (service === undefined) throw new MqbenchError("usage", `--quota: ${noSuchService(name)}`);
  if (service.quotas === null) {
    const known = serviceNames().filter((each) => readService(each)?.quotas !== null);
    throw new MqbenchError("usage", `--quota: the quotas of ${name} are not known; known: ${known.join(", ")}`);
  }
  return renderQuotas(service, service.quotas, plan.cases);
}
