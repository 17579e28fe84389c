/** One trial, measured: its phases in order, whatever happens on the way. */
import { setTimeout as sleep } from "node:timers/promises";
import { aborted, patience, unlessHurried } from "../hurry.ts";
import type { RunningBroker } from "../broker/running-broker.ts";
import type { Link } from "../link/link.ts";
import type { NetworkSection } from "../result/schema.ts";
import type { PlannedTrial } from "../scenario/plan.ts";
import type { Placement } from "../scenario/placement.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { startAnswerer } from "./answerer.ts";
import type { Answerer } from "./answerer.ts";
import { AbortWatch } from "./abort-watch.ts";
import { trialClock } from "./clock.ts";
import { conductHold } from "./conduct-hold.ts";
import { conductSteady } from "./conduct-steady.ts";
import { describeNetwork, readKernelSockets } from "./kernel-bytes.ts";
import type { KernelSockets } from "./kernel-bytes.ts";
import type { ObservedLink } from "./link-result.ts";
import { LinkWatch } from "./link-watch.ts";
import type { MadeCut } from "../link/link-messages.ts";
import { measureOutages, timeOutages } from "./recovery-result.ts";
import type { TimedOutage } from "./recovery-result.ts";
import { OutstandingDeliveries } from "./outstanding-deliveries.ts";
import { Observer } from "./observer.ts";
import type { PhaseName } from "./observer.ts";
import type { Samples, Series, SeriesRow } from "./series.ts";
import { RestartWatch } from "./restart-watch.ts";
import type { ObservedRestart } from "./restart-watch.ts";
import { leadNs, workerEnded } from "./stage.ts";
import { startWorkers } from "./start-workers.ts";
import { openTrialLink } from "./trial-link.ts";
import type { EarlyEnd, LoadOutcome, Stage } from "./stage.ts";
import { ageUnended } from "./unended.ts";
import { worstEventLoopDelayNs } from "./thread-monitor.ts";
import type { Totals } from "./totals.ts";
import { closeTimeoutMs, hurried, reportMs } from "./waits.ts";
import type { WorkerPool } from "./worker-pool.ts";
import type { FromWorker, ShardReport, ShardTask, ThreadHealth } from "./worker-messages.ts";

export interface TrialOptions {
  readonly planned: PlannedTrial;
  readonly broker: RunningBroker;
  readonly placement: Placement;
  /** Of every client id. */
  readonly prefix: string;
  readonly runTag: number;
  /** One a sensor group. */
  readonly payloads: readonly Uint8Array[];
  /** The user asks to stop. */
  readonly hurry: AbortSignal;
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
  /** Workers that told no report: lost, or silent to the end. */
  readonly missing: number;
  readonly health: readonly ThreadHealth[];
  /** Before the first connection. */
  readonly start: Samples;
  readonly loaded: LoadOutcome;
  /** null: the kernel does not tell, or the trial did not come so far. */
  readonly network: NetworkSection | null;
  /** While the load ran. */
  readonly outages: readonly TimedOutage[];
  /** null: there was none, or it ended by itself. */
  readonly link: ObservedLink | null;
  /** null: the scenario asks for none. */
  readonly restart: ObservedRestart | null;
  /** Of every client id. */
  readonly prefix: string;
  /** In words, where the answering process ended before the trial; null: it answered, or there was none. */
  readonly answererEnded: string | null;
  readonly phasesNs: Readonly<Record<string, number>>;
  readonly earlyEnd: (EarlyEnd & { readonly phase: PhaseName; readonly afterNs: number }) | null;
}

export async function runTrial(options: TrialOptions): Promise<Observations> {
  const epoch = process.hrtime.bigint();
  const { kind } = options.planned.case.scenario.load;
  const answerer = kind === "steady" || kind === "idle" ? await startAnswerer(epoch) : null;
  try {
    return await observeTrial(options, epoch, answerer);
  } finally {
    await answerer?.stop();
  }
}

async function observeTrial(options: TrialOptions, epoch: bigint, answerer: Answerer | null): Promise<Observations> {
  const startedAt = new Date();
  const now = trialClock(epoch);
  const { prefix, broker, hurry } = options;
  const { scenario } = options.planned.case;
  const { link, routes } = await openTrialLink({ scenario, endpoints: broker.endpoints, prefix, epoch });
  const watch = link === null ? null : new LinkWatch({ link, scenario, prefix, routes, endpoints: broker.endpoints });
  const pool = startWorkers(options, { epoch, routes, answerer: answerer?.endpoint ?? null });
  try {
    await unlessHurried(pool.collect("ready"), hurry, null, 0);
    await unlessHurried(watch?.probe() ?? Promise.resolve(), hurry, undefined, 0);
    const { planned } = options;
    const accounts = scenario.sensors.length + 1;
    const abort = new AbortWatch(scenario);
    const observer: Observer = await Observer.begin({
      pool,
      broker: options.broker,
      accounts,
      now,
      outstanding: abort.needsAges ? new OutstandingDeliveries(scenario) : null,
      hurry,
      onRow: (row) => {
        const { phase, phaseFromNs, totals, series, health } = observer;
        // No earlier than the load, which the trial begins.
        const countedNs = observer.countedToNs - (trial.measureFromNs ?? Number.POSITIVE_INFINITY);
        if (phase === "measure") abort.look({ totals, series, measuredNs: now() - phaseFromNs, countedNs });
        options.onProgress({
          planned,
          phase,
          elapsedNs: now(),
          row,
          threadDelayP99Ns: worstEventLoopDelayNs(health),
        });
      },
    });
    const trial = new RunningTrial(options, { pool, observer, abort, link, watch, routes, now });
    await trial.run();
    const describing = trial.earlyEnd?.kind === "link ended" ? undefined : watch?.describe();
    // A link that ends now has nothing more to say.
    const observedLink = await unlessHurried(describing ?? Promise.resolve(null), hurry, null).catch(() => null);
    const finished = await trial.finish();
    const endNs = trial.endNs;
    const reports = finished.map(({ report }) => report);
    const outages = trial.outagesOf(reports, observedLink?.report.cuts ?? []);
    const mayReturn = scenario.session.reconnect !== null;
    const durations = measureOutages(outages, { accounts, endNs, mayReturn });
    observer.totals.add(durations.ended);
    const { totals } = observer;
    const unended = ageUnended({ scenario, reports, totals, times: trial.loaded.times, endNs });
    totals.setUnended([...unended, ...durations.ages]);
    return {
      startedAt,
      totals: observer.totals,
      series: observer.series,
      reports,
      missing: pool.size - finished.length,
      health: finished.map(({ health }) => health),
      start: observer.start,
      loaded: trial.loaded,
      network: trial.network,
      link: observedLink,
      outages,
      restart: trial.restart.describe(),
      prefix,
      answererEnded: answerer?.ended ?? null,
      phasesNs: trial.phasesNs,
      earlyEnd: trial.earlyEnd,
    };
  } finally {
    await pool.terminate();
    await link?.stop(hurry);
  }
}

type Finished = Extract<FromWorker, { readonly kind: "finished" }>;

/** What stands when a trial begins to run. */
interface Equipment {
  readonly pool: WorkerPool;
  readonly observer: Observer;
  readonly abort: AbortWatch;
  readonly link: Link | null;
  readonly watch: LinkWatch | null;
  readonly routes: ShardTask["routes"];
  readonly now: () => number;
}

class RunningTrial implements Stage {
  loaded: LoadOutcome = { measure: null, times: null, plateaus: [] };
  network: NetworkSection | null = null;
  earlyEnd: Observations["earlyEnd"] = null;
  /** Drain was over, or the early end came. */
  endNs = 0;
  readonly phasesNs: Record<string, number> = {};
  readonly scenario: Scenario;
  readonly pool: WorkerPool;
  readonly observer: Observer;
  readonly broker: RunningBroker;
  readonly link: Link | null;
  readonly prefix: string;
  readonly now: () => number;
  readonly hurry: AbortSignal;
  readonly #planned: PlannedTrial;
  readonly #routes: ShardTask["routes"];
  readonly restart: RestartWatch;
  readonly #watch: LinkWatch | null;
  /** What ends a trial from outside its plan. */
  readonly #outside: Promise<EarlyEnd>;
  #phase: PhaseName = "connect";
  #phaseFromNs = 0;
  /** null: the load has not begun. */
  #loadFromNs: number | null = null;

  constructor(options: TrialOptions, { pool, observer, abort, link, watch, routes, now }: Equipment) {
    this.#planned = options.planned;
    this.scenario = options.planned.case.scenario;
    this.pool = pool;
    this.observer = observer;
    this.broker = options.broker;
    this.link = link;
    this.prefix = options.prefix;
    this.now = now;
    this.hurry = options.hurry;
    this.#routes = routes;
    this.#watch = watch;
    const { restart } = options.broker;
    this.restart = new RestartWatch({
      scenario: this.scenario,
      restart,
      now,
      wait: async (ms, signal) => await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined),
      // So that what the clients' return costs the broker is measured from its beginning.
      onReady: () => observer.closeRow(),
    });
    this.#outside = Promise.race([
      aborted(options.hurry).then((): EarlyEnd => ({ kind: "interrupted" })),
      pool.lost.then(workerEnded),
      options.broker.exited.then((how): EarlyEnd => ({ kind: "broker ended", how })),
      ...(link === null ? [] : [link.exited.then((how): EarlyEnd => ({ kind: "link ended", how }))]),
      abort.broken.then((broken): EarlyEnd => ({ kind: "threshold failed", broken })),
      observer.deserted.then((): EarlyEnd => ({ kind: "no connection left" })),
    ]);
  }

  /** Every phase up to the load's last; returns early when there is nothing more to measure. */
  async run(): Promise<void> {
    const { load } = this.scenario;
    // A restart takes what the kernel counted of every connection with it.
    const isCounted = load.kind === "steady" && this.scenario.brokerRestart === null;
    const others = isCounted ? await this.#kernelSockets() : null;
    const connected = this.pool.collect("connected");
    this.pool.post({ kind: "connect", fromNs: this.now() + leadNs });
    if (await this.endsEarly("connect", connected)) return;
    const subscribed = this.pool.collect("subscribed");
    this.pool.post({ kind: "subscribe" });
    // Subscriptions are begun at the connect rate; the last may take as long as a connection.
    const { ratePerSecond, timeoutNs } = this.scenario.connect;
    const beginMs = (this.#planned.case.connections / ratePerSecond) * 1000;
    const enough = sleep(beginMs + timeoutNs / 1e6, undefined, { ref: false });
    if (await this.endsEarly("subscribe", Promise.race([subscribed, enough]))) return;
    const before = others === null ? null : await this.#kernelSockets();
    this.loaded = load.kind === "hold" ? await conductHold(this, load) : await conductSteady(this);
    const after = before === null ? null : await this.#kernelSockets();
    if (others !== null && before !== null && after !== null) this.network = describeNetwork({ others, before, after });
  }

  /** What the workers that answer have to tell. */
  async finish(): Promise<readonly Finished[]> {
    this.restart.cancel();
    this.#leave();
    await this.observer.stop();
    const finished: Finished[] = [];
    const withinMs = this.hurry.aborted ? hurried.closeMs : closeTimeoutMs(this.#planned.case.connections);
    this.endNs = this.now();
    const replies = this.pool.collect("finished", (reply) => {
      this.observer.totals.add(reply.snapshot);
      finished.push(reply);
    });
    this.pool.post({ kind: "finish", withinMs });
    const hasten = (): void => this.pool.post({ kind: "finish", withinMs: hurried.closeMs });
    if (!this.hurry.aborted) this.hurry.addEventListener("abort", hasten, { once: true });
    await Promise.race([replies, patience(withinMs + reportMs, this.hurry, hurried.closeMs + hurried.reportMs)]);
    this.hurry.removeEventListener("abort", hasten);
    // One that comes later is of no trial any more.
    return [...finished];
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
    const outcome = await Promise.race([this.#outside, done.then((value) => ({ value }))]);
    if ("value" in outcome) return outcome;
    this.end(outcome);
    return null;
  }

  outagesOf(reports: readonly ShardReport[], cuts: readonly MadeCut[]): readonly TimedOutage[] {
    const fromNs = this.#loadFromNs;
    if (fromNs === null) return [];
    return timeOutages(
      reports.flatMap(({ outages }) => outages),
      cuts,
    ).filter(({ lostNs }) => lostNs >= fromNs);
  }

  /** null: the load has not begun. */
  get measureFromNs(): number | null {
    return this.#loadFromNs === null ? null : this.#loadFromNs + this.scenario.phases.warmupNs;
  }

  async beginFaults(fromNs: number): Promise<void> {
    this.#loadFromNs = fromNs;
    // A link that ends now ends the trial.
    await unlessHurried(this.#watch?.beginFaults(fromNs) ?? Promise.resolve(), this.hurry, undefined).catch(
      () => undefined,
    );
    void this.restart.begin(fromNs);
  }

  async endFaults(): Promise<void> {
    this.restart.cancel();
    if (this.earlyEnd?.kind === "link ended" || this.#watch === null) return;
    // A link that ends now has no faults any more.
    await unlessHurried(this.#watch.endFaults(), this.hurry, undefined).catch(() => undefined);
  }

  end(early: EarlyEnd): void {
    this.earlyEnd = { ...early, phase: this.#phase, afterNs: this.now() - this.#phaseFromNs };
  }

  /** Between phases, when nothing is sent: it may take a fraction of a second of another core. */
  async #kernelSockets(): Promise<KernelSockets | null> {
    const ports = this.#routes.flatMap((endpoints) => endpoints.map(({ port }) => port));
    return await unlessHurried(readKernelSockets(ports), this.hurry, null);
  }

  #leave(): void {
    this.phasesNs[this.#phase] = this.now() - this.#phaseFromNs;
  }
}
