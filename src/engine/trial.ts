/** One trial, measured: its phases in order, whatever happens on the way. */
import { setTimeout as sleep } from "node:timers/promises";
import type { RunningBroker } from "../broker/running-broker.ts";
import type { NetworkSection } from "../result/schema.ts";
import type { PlannedTrial } from "../scenario/plan.ts";
import type { Placement } from "../scenario/placement.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { trialClock } from "./clock.ts";
import { conductHold } from "./conduct-hold.ts";
import { conductSteady } from "./conduct-steady.ts";
import { describeNetwork, readKernelSockets } from "./kernel-bytes.ts";
import type { KernelSockets } from "./kernel-bytes.ts";
import { Observer } from "./observer.ts";
import type { PhaseName } from "./observer.ts";
import type { Samples, Series, SeriesRow } from "./series.ts";
import { closeTimeoutMs } from "./shard.ts";
import { leadNs } from "./stage.ts";
import type { EarlyEnd, LoadOutcome, Stage } from "./stage.ts";
import { worstEventLoopDelayNs } from "./thread-monitor.ts";
import type { Totals } from "./totals.ts";
import { WorkerPool } from "./worker-pool.ts";
import type { ShardReport, ThreadHealth } from "./worker-messages.ts";

export interface TrialOptions {
  readonly planned: PlannedTrial;
  readonly broker: RunningBroker;
  readonly placement: Placement;
  /** Of every client id. */
  readonly prefix: string;
  readonly runTag: number;
  /** One a sensor group. */
  readonly payloads: readonly Uint8Array[];
  /** Resolves when the user asks to stop. */
  readonly interrupted: Promise<void>;
  readonly onProgress: (progress: Progress) => void;
}

export interface Progress {
  readonly planned: PlannedTrial;
  readonly phase: PhaseName;
  readonly elapsedNs: number;
  readonly row: SeriesRow;
  readonly threadDelayP99Ns: number;
}

export interface Observations {
  readonly startedAt: Date;
  readonly totals: Totals;
  readonly series: Series;
  readonly reports: readonly ShardReport[];
  readonly health: readonly ThreadHealth[];
  /** Before the first connection. */
  readonly start: Samples;
  readonly loaded: LoadOutcome;
  /** null: the kernel does not tell, or the trial did not come so far. */
  readonly network: NetworkSection | null;
  readonly phasesNs: Readonly<Record<string, number>>;
  readonly earlyEnd: (EarlyEnd & { readonly phase: PhaseName; readonly afterNs: number }) | null;
}

/** Beyond the workers' own limit for closing their connections: for what they have to tell. */
const reportTimeoutMs = 5000;

export async function runTrial(options: TrialOptions): Promise<Observations> {
  const epoch = process.hrtime.bigint();
  const startedAt = new Date();
  const now = trialClock(epoch);
  const pool = startWorkers(options, epoch);
  try {
    await pool.collect("ready");
    const { planned } = options;
    const observer: Observer = await Observer.begin({
      pool,
      broker: options.broker,
      accounts: planned.case.scenario.sensors.length + 1,
      now,
      onRow: (row) =>
        options.onProgress({
          planned,
          phase: observer.phase,
          elapsedNs: now(),
          row,
          threadDelayP99Ns: worstEventLoopDelayNs(observer.health),
        }),
    });
    const trial = new RunningTrial(options, pool, observer, now);
    await trial.run();
    const finished = await trial.finish();
    for (const { snapshot } of finished) observer.totals.add(snapshot);
    return {
      startedAt,
      totals: observer.totals,
      series: observer.series,
      reports: finished.map(({ report }) => report),
      health: finished.map(({ health }) => health),
      start: observer.start,
      loaded: trial.loaded,
      network: trial.network,
      phasesNs: trial.phasesNs,
      earlyEnd: trial.earlyEnd,
    };
  } finally {
    await pool.terminate();
  }
}

function startWorkers(options: TrialOptions, epoch: bigint): WorkerPool {
  const { planned, broker, placement, prefix, runTag, payloads } = options;
  const { shards, as, sources } = placement;
  return new WorkerPool(
    Array.from({ length: shards }, (_, shard) => ({
      shard,
      shards,
      scenario: planned.case.scenario,
      prefix,
      runTag,
      endpoints: broker.endpoints,
      sources,
      payloads,
      epoch,
    })),
    as,
  );
}

class RunningTrial implements Stage {
  loaded: LoadOutcome = { measure: null, plateaus: [] };
  network: NetworkSection | null = null;
  earlyEnd: Observations["earlyEnd"] = null;
  readonly phasesNs: Record<string, number> = {};
  readonly scenario: Scenario;
  readonly pool: WorkerPool;
  readonly observer: Observer;
  readonly broker: RunningBroker;
  readonly now: () => number;
  readonly #planned: PlannedTrial;
  /** What ends a trial from outside its plan. */
  readonly #outside: Promise<EarlyEnd>;
  #phase: PhaseName = "connect";
  #phaseFromNs = 0;

  constructor(options: TrialOptions, pool: WorkerPool, observer: Observer, now: () => number) {
    this.#planned = options.planned;
    this.scenario = options.planned.case.scenario;
    this.pool = pool;
    this.observer = observer;
    this.broker = options.broker;
    this.now = now;
    this.#outside = Promise.race([
      options.interrupted.then((): EarlyEnd => ({ kind: "interrupted" })),
      options.broker.exited.then((how): EarlyEnd => ({ kind: "broker ended", how })),
      observer.deserted.then((): EarlyEnd => ({ kind: "no connection left" })),
    ]);
  }

  /** Every phase up to the load's last; returns early when there is nothing more to measure. */
  async run(): Promise<void> {
    const connected = this.pool.collect("connected");
    this.pool.post({ kind: "connect", fromNs: this.now() + leadNs });
    if (await this.endsEarly("connect", connected)) return;
    const subscribed = this.pool.collect("subscribed");
    this.pool.post({ kind: "subscribe" });
    const patience = sleep(this.scenario.connect.timeoutNs / 1e6 + this.#planned.case.connections, undefined, {
      ref: false,
    });
    if (await this.endsEarly("subscribe", Promise.race([subscribed, patience]))) return;
    const { load } = this.scenario;
    const before = load.kind === "steady" ? await this.#kernelSockets() : null;
    this.loaded = load.kind === "hold" ? await conductHold(this, load) : await conductSteady(this);
    const after = before === null ? null : await this.#kernelSockets();
    if (before !== null && after !== null) this.network = describeNetwork(before, after);
  }

  async finish() {
    this.#leave();
    await this.observer.stop();
    const replies = this.pool.collect("finished");
    this.pool.post({ kind: "finish" });
    const timeoutMs = closeTimeoutMs(this.#planned.case.connections) + reportTimeoutMs;
    const late = sleep(timeoutMs, undefined, { ref: false }).then(() => {
      throw new Error(`a worker did not answer within ${timeoutMs / 1000} s of being told to finish`);
    });
    return await Promise.race([replies, late]);
  }

  enter(phase: PhaseName): void {
    this.#leave();
    this.#phase = phase;
    this.#phaseFromNs = this.now();
    this.observer.enter(phase);
  }

  async endsEarly(phase: PhaseName, done: Promise<unknown>): Promise<boolean> {
    this.enter(phase);
    return (await this.awaits(done)) === null;
  }

  async awaits<T>(done: Promise<T>): Promise<{ readonly value: T } | null> {
    const outcome = await Promise.race([done.then((value) => ({ value })), this.#outside, this.pool.failed]);
    if ("value" in outcome) return outcome;
    this.end(outcome);
    return null;
  }

  end(early: EarlyEnd): void {
    this.earlyEnd = { ...early, phase: this.#phase, afterNs: this.now() - this.#phaseFromNs };
  }

  /** Between phases, when nothing is sent: it may take a fraction of a second of another core. */
  async #kernelSockets(): Promise<KernelSockets | null> {
    return await readKernelSockets(this.broker.endpoints.map(({ port }) => port));
  }

  #leave(): void {
    this.phasesNs[this.#phase] = this.now() - this.#phaseFromNs;
  }
}
