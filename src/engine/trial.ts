/** One trial, measured: its phases in order, whatever happens on the way. */
import { setTimeout as sleep } from "node:timers/promises";
import type { RunningBroker } from "../broker/running-broker.ts";
import type { PlannedTrial } from "../scenario/plan.ts";
import { identityBytes } from "../mqtt/payload.ts";
import { firstSensors, matchSensors } from "../scenario/fleet.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { trialClock } from "./clock.ts";
import { Observer } from "./observer.ts";
import type { PhaseName } from "./observer.ts";
import type { Samples, Series, SeriesRow } from "./series.ts";
import { worstEventLoopDelayNs } from "./thread-monitor.ts";
import type { Totals } from "./totals.ts";
import { WorkerPool } from "./worker-pool.ts";
import type { LoadTimes, ShardReport, ThreadHealth } from "./worker-messages.ts";

export interface TrialOptions {
  readonly planned: PlannedTrial;
  readonly broker: RunningBroker;
  readonly workers: number;
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

/** Why a trial ended before its time. */
type EarlyEnd =
  | { readonly kind: "interrupted" }
  | { readonly kind: "broker ended"; readonly how: string }
  | { readonly kind: "no connection left" };

export interface Observations {
  readonly startedAt: Date;
  readonly totals: Totals;
  readonly series: Series;
  readonly reports: readonly ShardReport[];
  readonly health: readonly ThreadHealth[];
  /** Before the first connection. */
  readonly start: Samples;
  /** At the beginning and the end of measure; null when it was not reached. */
  readonly measure: { readonly from: Samples; readonly to: Samples } | null;
  readonly phasesNs: Readonly<Record<string, number>>;
  readonly earlyEnd: (EarlyEnd & { readonly phase: PhaseName; readonly afterNs: number }) | null;
}

/** Time for a message to reach every worker, so that all begin together. */
const leadNs = 50e6;
/** No delivery for so long, with nothing in flight, means that none is on its way. */
const quietNs = 300e6;
/** Beyond the workers' own limit for closing their connections. */
const finishTimeoutMs = 10_000;

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
      measure: trial.measured,
      phasesNs: trial.phasesNs,
      earlyEnd: trial.earlyEnd,
    };
  } finally {
    await pool.terminate();
  }
}

function startWorkers(options: TrialOptions, epoch: bigint): WorkerPool {
  const { planned, broker, workers, prefix, runTag, payloads } = options;
  return new WorkerPool(
    Array.from({ length: workers }, (_, shard) => ({
      shard,
      shards: workers,
      scenario: planned.case.scenario,
      prefix,
      runTag,
      endpoints: broker.endpoints,
      payloads,
      epoch,
    })),
  );
}

class RunningTrial {
  measured: Observations["measure"] = null;
  earlyEnd: Observations["earlyEnd"] = null;
  readonly phasesNs: Record<string, number> = {};
  readonly #options: TrialOptions;
  readonly #scenario: Scenario;
  readonly #pool: WorkerPool;
  readonly #observer: Observer;
  readonly #now: () => number;
  /** What ends a trial from outside its plan. */
  readonly #outside: Promise<EarlyEnd>;
  readonly #receivers: readonly (number | null)[];
  #phase: PhaseName = "connect";
  #phaseFromNs = 0;

  constructor(options: TrialOptions, pool: WorkerPool, observer: Observer, now: () => number) {
    this.#options = options;
    this.#scenario = options.planned.case.scenario;
    this.#pool = pool;
    this.#observer = observer;
    this.#now = now;
    this.#receivers = receiversPerSensor(this.#scenario);
    this.#outside = Promise.race([
      options.interrupted.then((): EarlyEnd => ({ kind: "interrupted" })),
      options.broker.exited.then((how): EarlyEnd => ({ kind: "broker ended", how })),
      observer.deserted.then((): EarlyEnd => ({ kind: "no connection left" })),
    ]);
  }

  /** Every phase up to drain; returns early when there is nothing more to measure. */
  async run(): Promise<void> {
    const connected = this.#pool.collect("connected");
    this.#pool.post({ kind: "connect", fromNs: this.#now() + leadNs });
    if (await this.#endsEarly("connect", connected)) return;
    const subscribed = this.#pool.collect("subscribed");
    this.#pool.post({ kind: "subscribe" });
    const patience = sleep(this.#scenario.connect.timeoutNs / 1e6 + this.#options.planned.case.connections, undefined, {
      ref: false,
    });
    if (await this.#endsEarly("subscribe", Promise.race([subscribed, patience]))) return;
    await this.#load();
  }

  async finish() {
    this.#leave();
    await this.#observer.stop();
    const replies = this.#pool.collect("finished");
    this.#pool.post({ kind: "finish" });
    const late = sleep(finishTimeoutMs, undefined, { ref: false }).then(() => {
      throw new Error(`a worker did not answer within ${finishTimeoutMs / 1000} s of being told to finish`);
    });
    return await Promise.race([replies, late]);
  }

  async #load(): Promise<void> {
    const { warmupNs, measureNs } = this.#scenario.phases;
    const startNs = Math.ceil((this.#now() + leadNs) / 1000) * 1000;
    const measureFromNs = startNs + warmupNs;
    const times: LoadTimes = { startNs, measureFromNs, measureToNs: measureFromNs + measureNs };
    this.#pool.post({ kind: "load", times });
    if (await this.#endsEarly("warm-up", this.#until(measureFromNs))) return await this.#stopSending();
    const from = await this.#observer.sample();
    const isEarly = await this.#endsEarly("measure", this.#until(times.measureToNs));
    if (isEarly) await this.#stopSending();
    this.measured = { from, to: await this.#observer.sample() };
    if (this.earlyEnd === null || this.earlyEnd.kind === "interrupted") await this.#drain();
  }

  /** A little ahead, so that every shard hears of it before: what is sent later would be measured here and not there. */
  async #stopSending(): Promise<void> {
    const atNs = this.#now() + leadNs;
    this.#pool.post({ kind: "stop", atNs });
    await this.#until(atNs);
  }

  /** Until everything has ended that can still end, at most for the phase. */
  async #drain(): Promise<void> {
    this.#enter("drain");
    const untilNs = this.#now() + this.#scenario.phases.drainNs;
    let seen = -1;
    let quietFromNs = this.#now();
    const died = this.#options.broker.exited.then(() => true);
    while (this.#now() < untilNs) {
      if (await Promise.race([sleep(quietNs / 10 / 1e6, false), died, this.#pool.failed])) return;
      const { totals, gauges } = this.#observer;
      const arrived = totals.all("delivered") + totals.all("unidentified") + totals.all("duplicate");
      const isMoving = gauges.inflight + gauges.inflightIn + gauges.waiting > 0 || arrived !== seen;
      if (isMoving) quietFromNs = this.#now();
      seen = arrived;
      if (this.#now() - quietFromNs > quietNs && this.#hasAllDeliveries()) return;
    }
  }

  /** Whether every message of measure that was sent has been seen; true where that cannot be known from counts alone. */
  #hasAllDeliveries(): boolean {
    const { totals } = this.#observer;
    return this.#receivers.every((each, group) => {
      if (each === null) return true;
      const account = group + 1;
      return (
        totals.counter(account, "delivered") >=
        (totals.counter(account, "sent") - totals.counter(account, "refused")) * each
      );
    });
  }

  async #until(timeNs: number): Promise<void> {
    await sleep(Math.max(0, (timeNs - this.#now()) / 1e6), undefined, { ref: false });
  }

  #enter(phase: PhaseName): void {
    this.#leave();
    this.#phase = phase;
    this.#phaseFromNs = this.#now();
    this.#observer.enter(phase);
  }

  #leave(): void {
    this.phasesNs[this.#phase] = this.#now() - this.#phaseFromNs;
  }

  /** Waits for the end of a phase, or for what ends the trial before it. */
  async #endsEarly(phase: PhaseName, done: Promise<unknown>): Promise<boolean> {
    this.#enter(phase);
    const early = await Promise.race([done.then(() => null), this.#outside, this.#pool.failed]);
    if (early !== null) this.earlyEnd = { ...early, phase, afterNs: this.#now() - this.#phaseFromNs };
    return early !== null;
  }
}

/** By group: how many receivers each of its messages has; null where that differs or the messages do not say whose they are. */
function receiversPerSensor(scenario: Scenario): readonly (number | null)[] {
  const matches = matchSensors(scenario);
  const first = firstSensors(scenario);
  return scenario.sensors.map(({ payload }, group) => {
    const [each, ...others] = new Set(matches.slice(first[group], first[group + 1]).map(({ length }) => length));
    return each === undefined || others.length > 0 || payload.bytes < identityBytes ? null : each;
  });
}
