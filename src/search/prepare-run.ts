/** What is decided and refused before anything of a run is started. */
import { hostOf, isLoopback } from "../broker/broker-url.ts";
import { whyMissing } from "../broker/catalogue.ts";
import { credentialsProblem } from "../broker/credentials.ts";
import { checkTemporaryFolder } from "../broker/temporary-folder.ts";
import { MqbenchError } from "../errors.ts";
import { readEnvironment } from "../result/environment.ts";
import { readMachine } from "../result/machine.ts";
import type { Environment } from "../result/schema.ts";
import { findShortage } from "../scenario/machine-limits.ts";
import type { Machine } from "../scenario/placement.ts";
import { planRun } from "../scenario/plan.ts";
import type { Plan } from "../scenario/plan.ts";
import type { ReadScenario } from "../scenario/read.ts";

export interface PreparedRun {
  readonly read: ReadScenario;
  readonly plan: Plan;
  readonly environment: Environment;
  readonly machine: Machine;
}

/** Throws what cannot work: brokers that are missing or unable, another machine, limits too low. */
export function prepareRun(read: ReadScenario, options: { readonly isRemoteAllowed: boolean }): PreparedRun {
  const plan = withoutMissing(planRun(read.cases));
  const machine = readMachine();
  checkPlan(plan, machine, options.isRemoteAllowed);
  return { read, plan, environment: readEnvironment(), machine };
}

/** Cases whose broker is not installed do not run, and say so; the others do. */
function withoutMissing(plan: Plan): Plan {
  const cases = plan.cases.map((each) => ({
    ...each,
    unsupported: each.unsupported ?? whyMissing(each.scenario.broker) ?? null,
  }));
  const trials = plan.trials.flatMap(({ case: { id }, trial }) => {
    const planned = cases.find((each) => each.id === id);
    return planned === undefined || planned.unsupported !== null ? [] : [{ case: planned, trial }];
  });
  return { cases, trials };
}

/** Refuses what cannot work, before anything is started. */
function checkPlan(plan: Plan, machine: Machine, isRemoteAllowed: boolean): void {
  const unsupported = plan.cases.map((planned) => planned.unsupported).filter((why) => why !== null);
  if (unsupported.length === plan.cases.length) {
    throw new MqbenchError("usage", [...new Set(unsupported)], {
      hint: "`mqbench brokers` says what each broker can do, and what is installed",
    });
  }
  for (const planned of plan.cases) {
    const { broker } = planned.scenario;
    const hosts = broker.kind === "url" ? broker.urls.map(hostOf) : [];
    const remote = hosts.find((host) => !isLoopback(host));
    if (!isRemoteAllowed && remote !== undefined) {
      throw new MqbenchError("usage", `${remote} is not this machine: load goes to loopback only`, {
        hint: "--allow-remote sends it all the same, to brokers that are yours to load",
      });
    }
    const nameless = credentialsProblem(planned.scenario);
    if (nameless !== undefined)
      throw new MqbenchError("usage", nameless, {
        hint: "give both: MQBENCH_USERNAME and MQBENCH_PASSWORD, or mqtt://user:password@host",
      });
    if (broker.kind === "managed" && broker.name !== "embedded") checkTemporaryFolder();
    const shortage = findShortage(planned.scenario, machine);
    if (shortage !== undefined) throw new MqbenchError("usage", shortage.problem, { hint: shortage.hint });
  }
}
