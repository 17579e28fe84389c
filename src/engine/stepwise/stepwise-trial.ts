/** One trial of a load that is driven step by step: on this thread, one broker, to its end or to what ends it before. */
import { formatCounted } from "../../format.ts";
import { isOwnBroker } from "../../broker/facts/broker-spec.ts";
import { messageOf } from "../../errors.ts";
import { begun, graces, patience, unlessHurried } from "../../hurry.ts";
import type { Hurry } from "../../hurry.ts";
import type { RunningBroker } from "../../broker/running-broker.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { openTransport } from "../../mqtt/transport/open-transport.ts";
import type { OpenTransport } from "../../mqtt/transport/transport.ts";
import type { Ledger } from "../../mqtt/wire/ledger.ts";
import type { Note, Trial } from "../../result/schema.ts";
import { doubtAltered } from "../../rules/doubtful-deliveries.ts";
import { sampleMachine } from "../../machine/machine-probe.ts";
import { isTakenByOthers, othersUsed } from "../../rules/lateness.ts";
import type { MachineUse } from "../../rules/lateness.ts";
import { evaluateThresholds } from "../../rules/thresholds.ts";
import { gridNsOf } from "../../scenario/keys/pacing-grid.ts";
import type { PlannedTrial } from "../../scenario/planning/plan.ts";
import { rowOf } from "../../scenario/loads.ts";
import type { Load } from "../../scenario/loads.ts";
import { describeMachine } from "../account/machine-use.ts";
import { trialClock } from "../clock.ts";
import type { GroupSecrets } from "../messages.ts";
import { addConnected } from "../account/count-clients.ts";
import { valueMetrics } from "../../result/value-metrics.ts";
import { cleanUpTimeoutMs } from "../waits.ts";
import { leftWarnings } from "../account/left-retained.ts";
import { describeRefusals } from "../account/refusals.ts";
import { startMetronome } from "../pacing/metronome.ts";
import { Bench, StepFailure } from "./bench.ts";
import type { Way } from "./bench-options.ts";
import type { SteppedLoad } from "./stepped-load.ts";
import { openSteppedLink } from "./stepwise-link.ts";
import type { SteppedLink } from "./stepwise-link.ts";

/** Reads are synchronous: all connections share it. */
const readBufferBytes = 64 * 1024;

export interface StepwiseOptions {
  readonly planned: PlannedTrial;
  readonly kind: SteppedLoad<Load>;
  readonly broker: RunningBroker;
  /** The beginning of every client id. */
  readonly prefix: string;
  readonly runTag: number;
  /** One a group. */
  readonly secrets: readonly GroupSecrets[];
  /** The user asks to stop. */
  readonly hurry: Hurry;
  /** Counts what probes of the link send and receive. */
  readonly probeLedger: Ledger;
  readonly onStep: (step: StepProgress) => void;
}

export interface StepProgress {
  readonly planned: PlannedTrial;
  readonly title: string;
  readonly elapsedNs: number;
}

export async function runStepwise(options: StepwiseOptions): Promise<Trial> {
  const { planned, broker, prefix, runTag, onStep } = options;
  const { scenario } = planned.case;
  const startedAt = new Date();
  const epoch = process.hrtime.bigint();
  const now = trialClock(epoch);
  const [endpoint] = broker.endpoints;
  if (endpoint === undefined) throw new Error("a broker without an endpoint");
  const buffer = new Uint8Array(readBufferBytes);
  const openTo = (to: Endpoint): OpenTransport => openTransport(to, buffer);
  const wayTo = (to: Endpoint): Way => ({ endpoint: to, open: openTo(to) });
  const { endpoints } = broker;
  const link = await openSteppedLink({ scenario, endpoints, prefix, epoch, ledger: options.probeLedger });
  const beat = { epoch, gridNs: gridNsOf[scenario.pacing], now };
  const bench = new Bench({
    ...wayTo(endpoint),
    scenario,
    routes: (link?.routes ?? []).map(wayTo),
    secrets: options.secrets,
    openTo,
    prefix,
    runTag,
    now,
    startMetronome: (ring) => startMetronome(beat, ring),
    onStep: (title) => onStep({ planned, title, elapsedNs: now() }),
  });
  const stepwise = options.kind.make(bench, scenario.load);
  const moment = (): Parameters<typeof describeMachine>[0] => ({
    atNs: now(),
    machine: sampleMachine(),
    broker: { process: null },
  });
  const from = moment();
  const { invalidBecause, left, linked } = await runToEnd(options, bench, link, async () => await stepwise.run());
  const to = moment();
  const { section, metrics, faults = [], warnings = [] } = stepwise.found();
  const notes = [...invalidBecause, ...faults];
  // What a probe finds hangs on no CPU.
  const { isProbe } = rowOf(scenario.load).traits;
  const machine = isProbe ? undefined : describeMachine(from, to, isOwnBroker(scenario.broker));
  const [sensors, subscribers] = [bench.clientsOf("sensors"), bench.clientsOf("subscribers")];
  const allMetrics = {
    ...metrics,
    ...valueMetrics({ connected: addConnected({ sensors, subscribers }) ?? undefined }),
  };
  return {
    case: planned.case.id,
    trial: planned.trial,
    startedAt: startedAt.toISOString(),
    phasesNs: { [scenario.load.kind]: now() },
    broker: { ...broker.facts, configuration: { ...broker.facts.configuration } },
    valid: notes.length === 0,
    invalidBecause: notes,
    warnings: [
      ...warnings,
      ...takenByOthers(machine),
      ...left,
      ...doubts(bench),
      ...unreconciled(section.ledger.unreconciledConnections),
    ],
    sensors,
    subscribers,
    metrics: allMetrics,
    load: section,
    link: linked,
    ...(machine !== undefined && { machine }),
    recovery: null,
    ...describeRefusals(bench.refusals, scenario.protocol, prefix),
    series: { seconds: [], phase: [], columns: {} },
    thresholds: [...evaluateThresholds(scenario, allMetrics)],
  };
}

interface Ended {
  /** Why the trial is not valid; empty when the load came to its end. */
  readonly invalidBecause: readonly Note[];
  /** What may be left at the broker. */
  readonly left: readonly Note[];
  /** null: no link, or one that ended before. */
  readonly linked: Trial["link"];
}

async function runToEnd(
  { broker, hurry }: StepwiseOptions,
  bench: Bench,
  link: SteppedLink | null,
  run: () => Promise<void>,
): Promise<Ended> {
  const running = run().then(
    () => null,
    (error: unknown) => {
      if (error instanceof StepFailure) return { code: "step-failed", text: error.message };
      throw error;
    },
  );
  // After something else has ended the trial, nobody listens to it any more.
  running.catch(() => undefined);
  const fault = await Promise.race([
    running,
    begun(hurry).then(() => ({ code: "ended-early", text: `interrupted after ${seconds(bench.now())}` })),
    broker.exited.then((how) => ({ code: "ended-early", text: `${how}, after ${seconds(bench.now())}` })),
    ...(link === null ? [] : [link.exited.then((how) => ({ code: "ended-early", text: how }))]),
  ]);
  if (fault !== null) bench.end();
  let isGone = false;
  void broker.exited.then(() => {
    isGone = true;
  });
  const problem = await Promise.race([
    bench.cleanUp().then(
      () => null,
      (error: unknown) => messageOf(error),
    ),
    // With the broker all that it kept is gone.
    broker.exited.then(() => null),
    patience(cleanUpTimeoutMs, hurry, graces.cleanUp).then(() =>
      hurry.hasBegun ? "interrupted" : `no answer within ${cleanUpTimeoutMs / 1000} s`,
    ),
  ]);
  await unlessHurried(bench.close(), hurry, undefined);
  // A link that ended has nothing more to say.
  const linked = link === null ? null : await unlessHurried(link.describe(), hurry, null).catch(() => null);
  await link?.stop(hurry);
  return {
    invalidBecause: fault === null ? [] : [fault],
    left: isGone ? [] : leftWarnings(bench.left, problem, broker.endpoints[0]),
    linked,
  };
}

function doubts({ altered }: Bench): Note[] {
  const notes: Note[] = [];
  doubtAltered(altered, "and none counts as delivered", (code, text) => notes.push({ code, text }));
  return notes;
}

function takenByOthers(machine: MachineUse | undefined): readonly Note[] {
  if (machine === undefined || !isTakenByOthers(machine)) return [];
  return [{ code: "machine-taken", text: `${othersUsed(machine)}: times are partly this machine's` }];
}

function unreconciled(connections: number): Note[] {
  if (connections === 0) return [];
  return [
    {
      code: "unreconciled",
      text: `bytes counted differ from the socket's on ${formatCounted(connections, "connection")}`,
    },
  ];
}

function seconds(ns: number): string {
  return `${(ns / 1e9).toFixed(1)} s`;
}
