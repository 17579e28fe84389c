/** What is decided and refused before anything of a run is started. */
import { isOwnBroker } from "../broker/facts/broker-spec.ts";
import { whyMissing } from "../broker/catalogue.ts";
import { isEncrypted } from "../broker/facts/broker-url.ts";
import { credentialsProblem } from "../broker/facts/credentials.ts";
import { sampleMachine } from "../machine/machine-probe.ts";
import { checkTemporaryFolder } from "../machine/temporary-folder.ts";
import { requireLoopback } from "../broker/look-up.ts";
import type { KnownAddresses } from "../broker/look-up.ts";
import { MqbenchError } from "../errors.ts";
import { readEnvironment } from "../result/environment.ts";
import { withoutProc } from "../result/without-proc.ts";
import { readMachine } from "../result/machine.ts";
import type { Environment, Note } from "../result/schema.ts";
import { findBrokerShortage, findShortage } from "../scenario/planning/machine-limits.ts";
import type { Machine } from "../scenario/planning/placement.ts";
import { planRun } from "../scenario/planning/plan.ts";
import type { Plan } from "../scenario/planning/plan.ts";
import { rowOf } from "../scenario/loads.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ReadScenario } from "../scenario/read.ts";

export interface PreparedRun {
  readonly read: ReadScenario;
  readonly plan: Plan;
  readonly environment: Environment;
  readonly machine: Machine;
  /** Addresses of the brokers' names, where load goes to this machine only. */
  readonly addresses: KnownAddresses;
  /** The words of the command line that make it again. */
  readonly command: readonly string[];
  /** About the run as a whole. */
  readonly warnings: readonly Note[];
}

/** Throws what cannot work: brokers that are missing or unable, another machine, limits too low. */
export async function prepareRun(
  read: ReadScenario,
  options: {
    readonly isRemoteAllowed: boolean;
    /** The clients live with agents: what they need is theirs to have. */
    readonly hasAgents: boolean;
    readonly command: readonly string[];
    readonly notes: readonly Note[];
  },
): Promise<PreparedRun> {
  const plan = await withoutMissing(planRun(read.cases));
  const machine = readMachine();
  checkPlan(plan, machine, options.hasAgents);
  const brokers = plan.cases.map(({ scenario: { broker } }) => broker);
  const addresses = options.isRemoteAllowed ? new Map<string, readonly string[]>() : await requireLoopback(brokers);
  const { command } = options;
  const warnings = [...options.notes, ...unverified(plan), ...(sampleMachine() === null ? [withoutProc] : [])];
  return { read, plan, environment: readEnvironment(), machine, addresses, command, warnings };
}

/** Figures of an encrypted connection to whoever answered. */
function unverified({ cases }: Plan): readonly Note[] {
  const isUnverified = cases.some(
    ({ scenario: { broker } }) => broker.kind === "url" && !broker.isVerified && broker.urls.some(isEncrypted),
  );
  const text = "--insecure (verify: false): the broker's certificate was not checked, so whoever answered was measured";
  return isUnverified ? [{ code: "insecure", text }] : [];
}

/** Cases whose broker is not installed do not run, and say so; the others do. */
async function withoutMissing(plan: Plan): Promise<Plan> {
  const cases = await Promise.all(
    plan.cases.map(async (each) => ({
      ...each,
      unsupported: each.unsupported ?? (await whyMissing(each.scenario.broker)) ?? null,
    })),
  );
  const trials = plan.trials.flatMap(({ case: { id }, trial }) => {
    const planned = cases.find((each) => each.id === id);
    return planned === undefined || planned.unsupported !== null ? [] : [{ case: planned, trial }];
  });
  return { cases, trials };
}

/** Refuses what cannot work, before anything is started. */
function checkPlan(plan: Plan, machine: Machine, hasAgents: boolean): void {
  const unsupported = plan.cases.map((planned) => planned.unsupported).filter((why) => why !== null);
  if (unsupported.length === plan.cases.length) {
    throw new MqbenchError("usage", [...new Set(unsupported)], {
      hint: "`mqbench brokers` says what each broker can do, and what is installed",
    });
  }
  for (const planned of plan.cases) {
    const { broker } = planned.scenario;
    const nameless = credentialsProblem(planned.scenario);
    if (nameless !== undefined)
      throw new MqbenchError("usage", nameless, {
        hint: "give both: MQBENCH_USERNAME and MQBENCH_PASSWORD, or mqtt://user:password@host",
      });
    if (isOwnBroker(broker) && !(broker.kind === "managed" && broker.name === "embedded")) checkTemporaryFolder();
    checkLoad(planned.scenario, hasAgents);
    const shortage = (hasAgents ? findBrokerShortage : findShortage)(planned.scenario, machine);
    if (shortage !== undefined) throw new MqbenchError("usage", shortage.problem, { hint: shortage.hint });
  }
}

/** What runs in steps has a few clients, of which none is timed by another: one machine is enough for it, and has its clock. */
function checkLoad({ load }: Scenario, hasAgents: boolean): void {
  if (!hasAgents || rowOf(load).traits.course !== "steps") return;
  throw new MqbenchError(
    "usage",
    `a ${load.kind} load runs in steps, on one machine: agents have nothing to do in it`,
    {
      hint: "leave out --agents",
    },
  );
}
