/** Runs a plan: its trials in order, one result each, until the end, the user's stop, or a threshold that ends the run. */
import { readFileSync } from "node:fs";
import { whyUnable } from "../broker/catalogue.ts";
import { graces, Hurry, unlessHurried } from "../hurry.ts";
import type { RunningBroker } from "../broker/running-broker.ts";
import { Ledger } from "../mqtt/wire/ledger.ts";
import { readOwnTraffic } from "../mqtt/client/own-traffic.ts";
import type { OwnConnections } from "../mqtt/client/own-traffic.ts";
import { fillSeeded } from "../mqtt/wire/payload.ts";
import type { Trial } from "../result/schema.ts";
import { demandsOf } from "../scenario/planning/plan.ts";
import type { Plan, PlannedCase, PlannedTrial } from "../scenario/planning/plan.ts";
import { firstSensors } from "../scenario/fleet.ts";
import { payloadSeed } from "../scenario/payloads/payload.ts";
import { cellsOf } from "../scenario/payloads/template.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { runnerOf } from "./loads.ts";
import type { GroupPayload } from "./messages.ts";
import { withBrokerLog } from "./trial/watches/broker-log.ts";
import { secretsOf } from "./trial/group-secrets.ts";
import { pinShards } from "./trial/pin-shards.ts";
import { greetBroker } from "./trial/preflight.ts";
import { runStepwise } from "./stepwise/stepwise-trial.ts";
import type { StepProgress } from "./stepwise/stepwise-trial.ts";
import type { ShardHosts } from "./trial/shard-hosts.ts";
import { runTrial } from "./trial/trial.ts";
import type { Progress } from "./trial/trial.ts";
import { describeTrial } from "./account/trial-result.ts";

export interface RunOptions {
  readonly plan: Plan;
  /** Where the shards live. */
  readonly hosts: ShardHosts;
  /** The run's part of every client id: 4 letters or digits. */
  readonly run: string;
  readonly startBroker: (scenario: Scenario) => Promise<RunningBroker>;
  /** Resolves when the user asks to stop: what runs is drained and yielded, nothing further is begun. */
  readonly interrupted: Promise<void>;
  readonly onProgress: (progress: Progress | StepProgress) => void;
}

export type RunOutcome =
  | { readonly kind: "trial"; readonly planned: PlannedTrial; readonly trial: Trial }
  /** The broker turned out not to be able to run a case: it has no trials. */
  | { readonly kind: "unsupported"; readonly planned: PlannedTrial; readonly why: string };

export async function* runPlan(options: RunOptions): AsyncGenerator<RunOutcome> {
  const hurry = new Hurry();
  void options.interrupted.then(() => hurry.begin());
  const runTag = Number.parseInt(options.run, 36);
  const unsupported = new Set<PlannedCase>();
  for (const [index, planned] of options.plan.trials.entries()) {
    if (hurry.hasBegun) return;
    const { scenario } = planned.case;
    if (unsupported.has(planned.case)) continue;
    const whyNot = whyUnable(scenario.broker, demandsOf(scenario));
    if (whyNot !== undefined) {
      unsupported.add(planned.case);
      yield { kind: "unsupported", planned, why: whyNot };
      continue;
    }
    options.hosts.check();
    const starting = options.startBroker(scenario);
    const broker = await unlessHurried(starting, hurry, null, graces.begin);
    if (broker === null) return void starting.then(async (late) => await late.stop(hurry)).catch(() => undefined);
    const [greeting, linkProbe] = [new Ledger(1), new Ledger(1)];
    let unpin = async (): Promise<void> => undefined;
    try {
      const secrets = await secretsOf(scenario, broker);
      unpin = await pinShards(scenario);
      const why =
        whyUnable(scenario.broker, demandsOf(scenario)) ??
        (planned.trial === 1
          ? await greetBroker(broker, scenario, `${options.run}hello`, { hurry, ledger: greeting, secrets })
          : null);
      if (hurry.hasBegun) return;
      if (why !== null) {
        unsupported.add(planned.case);
        yield { kind: "unsupported", planned, why };
        continue;
      }
      broker.forgetLog?.();
      const shared = {
        planned,
        broker,
        // Two runs, or two trials, never take over each other's sessions.
        prefix: options.run + index.toString(36).padStart(2, "0").slice(-2),
        runTag: (runTag + index) % 65_536,
        secrets,
        hurry,
        probeLedger: linkProbe,
      };
      const own = (): readonly OwnConnections[] => [
        ...(broker.ownConnections?.() ?? []),
        { purpose: "greeting", ledger: greeting },
        { purpose: "link probe", ledger: linkProbe },
      ];
      const runner = runnerOf(scenario.load);
      if (runner.runs === "in steps") {
        const stepwise = await runStepwise({ ...shared, kind: runner, onStep: options.onProgress });
        yield { kind: "trial", planned, trial: withOwnTraffic(withBrokerLog(stepwise, broker.log?.()), own()) };
        continue;
      }
      const observed = await runTrial({
        ...shared,
        kind: runner,
        hosts: options.hosts,
        placement: options.hosts.place(scenario),
        payloads: payloadsOf(scenario),
        onProgress: options.onProgress,
      });
      if (observed === null) return;
      const facts = { ...broker.facts, configuration: { ...broker.facts.configuration } };
      const load = runner.describe(scenario, scenario.load, observed);
      const trial = withBrokerLog(describeTrial(planned, facts, observed, load, runner.phase), broker.log?.());
      const { own: conductors } = observed.loaded;
      const all = conductors === undefined ? own() : [...own(), conductors];
      yield { kind: "trial", planned, trial: withOwnTraffic(trial, all) };
      if (observed.earlyEnd?.kind === "threshold failed") return;
      if (observed.earlyEnd?.kind === "worker ended" && observed.earlyEnd.bug !== null) throw observed.earlyEnd.bug;
    } finally {
      // Before the next broker starts, which would inherit it.
      await unpin();
      await broker.stop(hurry);
    }
  }
}

/** Left out where there was none. */
function withOwnTraffic(trial: Trial, connections: readonly OwnConnections[]): Trial {
  const ownTraffic = readOwnTraffic(connections);
  return Object.keys(ownTraffic).length === 0 ? trial : { ...trial, ownTraffic };
}

function payloadsOf(scenario: Scenario): readonly GroupPayload[] {
  const first = firstSensors(scenario);
  return scenario.sensors.map(({ payload, devices }, group) => {
    const { template, bytes: mostBytes } = payload;
    if (template !== null) {
      const { parts, identity } = template;
      const seed = payloadSeed(scenario.seed, group);
      const firstSensor = first[group] ?? 0;
      return { parts, cells: cellsOf(parts, devices), identity, seed, firstSensor, mostBytes };
    }
    if (payload.file !== null) return readFileSync(payload.file);
    const bytes = new Uint8Array(mostBytes);
    fillSeeded(bytes, payloadSeed(scenario.seed, group));
    return bytes;
  });
}
