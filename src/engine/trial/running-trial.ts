/** A trial from its first connection to what its workers have to tell: its phases, and what ends it before its time. */
import { setTimeout as sleep } from "node:timers/promises";
import { begun, graces, patience, unlessHurried } from "../../hurry.ts";
import type { Hurry } from "../../hurry.ts";
import type { RunningBroker } from "../../broker/running-broker.ts";
import type { Link } from "../../link/link.ts";
import type { NetworkSection } from "../../result/sections/network-section.ts";
import type { PlannedTrial } from "../../scenario/planning/plan.ts";
import type { Load } from "../../scenario/loads.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { AbortWatch } from "./watches/abort-watch.ts";
import { describeNetwork, readKernelSockets } from "./kernel-bytes.ts";
import type { KernelSockets } from "./kernel-bytes.ts";
import type { LinkWatch } from "./watches/link-watch.ts";
import type { MadeCut } from "../../link/link-messages.ts";
import type { Samples } from "../account/series.ts";
import { timeOutages } from "../account/faults/recovery-result.ts";
import type { TimedOutage } from "../account/faults/recovery-result.ts";
import type { Observer } from "./observer.ts";
import type { EarlyEnd, LoadOutcome, Observations, PhaseName } from "../account/observations.ts";
import { RestartWatch } from "./watches/restart-watch.ts";
import { workerEnded } from "./stage.ts";
import type { Stage } from "./stage.ts";
import type { HostedShards } from "./shard-hosts.ts";
import type { ShardedLoad } from "./sharded-load.ts";
import { closeTimeoutMs, hurriedCloseMs, reportMs } from "../waits.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { SentAs } from "../shard/received/own-messages.ts";
import type { FromWorker, GroupPayload, ShardReport, ShardTask } from "../messages.ts";

type Finished = Extract<FromWorker, { readonly kind: "finished" }>;

export interface RunningTrialOptions {
  readonly planned: PlannedTrial;
  readonly kind: ShardedLoad<Load>;
  readonly broker: RunningBroker;
  /** The beginning of every client id. */
  readonly prefix: string;
  readonly runTag: number;
  /** One a sensor group. */
  readonly payloads: readonly GroupPayload[];
  /** The user asks to stop. */
  readonly hurry: Hurry;
}

/** What stands when a trial begins to run. */
interface Equipment {
  readonly shards: HostedShards;
  readonly observer: Observer;
  readonly abort: AbortWatch;
  readonly link: Link | null;
  readonly watch: LinkWatch | null;
  readonly routes: ShardTask["routes"];
  /** From 1970 to the trial's beginning, µs. */
  readonly epochUs: number;
  readonly now: () => number;
}

export class RunningTrial implements Stage {
  loaded: LoadOutcome = { measure: null, times: null, plateaus: [] };
  network: NetworkSection | null = null;
  /** Once every client was connected, or given up. */
  connected: Samples | null = null;
  earlyEnd: Observations["earlyEnd"] = null;
  /** Drain was over, or the early end came. */
  endNs = 0;
  readonly phasesNs: Record<string, number> = {};
  readonly scenario: Scenario;
  readonly pool: WorkerPool;
  readonly leadNs: number;
  readonly observer: Observer;
  readonly broker: RunningBroker;
  readonly link: Link | null;
  readonly prefix: string;
  readonly sentAs: SentAs;
  readonly now: () => number;
  readonly hurry: Hurry;
  readonly #planned: PlannedTrial;
  readonly #kind: ShardedLoad<Load>;
  readonly #routes: ShardTask["routes"];
  readonly restart: RestartWatch;
  readonly #watch: LinkWatch | null;
  readonly #isOneKernel: boolean;
  readonly bereft: Promise<EarlyEnd>;
  /** What ends a trial from outside its plan. */
  readonly #outside: Promise<EarlyEnd>;
  #phase: PhaseName = "connect";
  #phaseFromNs = 0;
  /** null: the load has not begun. */
  #loadFromNs: number | null = null;

  constructor(options: RunningTrialOptions, { shards, observer, abort, link, watch, routes, epochUs, now }: Equipment) {
    this.#planned = options.planned;
    this.#kind = options.kind;
    this.scenario = options.planned.case.scenario;
    const { pool } = shards;
    this.pool = pool;
    this.leadNs = shards.leadNs;
    this.#isOneKernel = shards.isOneKernel;
    this.observer = observer;
    this.broker = options.broker;
    this.link = link;
    this.prefix = options.prefix;
    this.sentAs = { runTag: options.runTag, payloads: options.payloads, epochUs };
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
    this.bereft = Promise.race([
      pool.lost.then(workerEnded),
      options.broker.exited.then((how): EarlyEnd => ({ kind: "broker ended", how })),
      ...(link === null ? [] : [link.exited.then((how): EarlyEnd => ({ kind: "link ended", how }))]),
    ]);
    this.#outside = Promise.race([
      begun(options.hurry).then((): EarlyEnd => ({ kind: "interrupted" })),
      this.bereft,
      abort.broken.then((broken): EarlyEnd => ({ kind: "threshold failed", broken })),
      observer.deserted.then((): EarlyEnd => ({ kind: "no connection left" })),
    ]);
  }

  /** Every phase up to the load's last; returns early when there is nothing more to measure. */
  async run(): Promise<void> {
    const { load } = this.scenario;
    // A restart takes what the kernel counted of every connection with it.
    const isCounted = this.#kind.isCountedByKernel && this.scenario.brokerRestart === null && this.#isOneKernel;
    const others = isCounted ? await this.#kernelSockets() : null;
    const connected = this.pool.collect("connected");
    this.pool.post({ kind: "connect", fromNs: this.now() + this.leadNs });
    if (await this.endsEarly("connect", connected)) return;
    this.connected = await this.observer.sample();
    const subscribed = this.pool.collect("subscribed");
    this.pool.post({ kind: "subscribe" });
    // Subscriptions are begun at the connect rate; the last may take as long as a connection.
    const { ratePerSecond, timeoutNs } = this.scenario.connect;
    const beginMs = (this.#planned.case.connections / ratePerSecond) * 1000;
    const enough = sleep(beginMs + timeoutNs / 1e6, undefined, { ref: false });
    if (await this.endsEarly("subscribe", Promise.race([subscribed, enough]))) return;
    const before = others === null ? null : await this.#kernelSockets();
    this.loaded = await this.#kind.conduct(this, load);
    const after = before === null ? null : await this.#kernelSockets();
    const relayed = after === null ? null : await this.#relayedEnds();
    if (others === null || before === null || after === null || relayed === null) return;
    this.network = describeNetwork({ others, relayed, before, after });
  }

  /** What the workers that answer have to tell. */
  async finish(): Promise<readonly Finished[]> {
    this.restart.cancel();
    this.#leave();
    await this.observer.stop();
    const finished: Finished[] = [];
    const withinMs = this.hurry.hasBegun ? hurriedCloseMs : closeTimeoutMs(this.#planned.case.connections);
    this.endNs = this.now();
    const replies = this.pool.collect("finished", (reply) => {
      this.observer.totals.add(reply.snapshot);
      finished.push(reply);
    });
    this.pool.post({ kind: "finish", withinMs });
    const forget = this.hurry.onBegin(() => this.pool.post({ kind: "finish", withinMs: hurriedCloseMs }));
    await Promise.race([replies, patience(withinMs + reportMs, this.hurry, graces.tell)]);
    forget();
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
    this.earlyEnd ??= { ...early, phase: this.#phase, afterNs: this.now() - this.#phaseFromNs };
  }

  /** Between phases, when nothing is sent: it may take a fraction of a second of another core. */
  async #kernelSockets(): Promise<KernelSockets | null> {
    const ports = this.#routes.flatMap((endpoints) => endpoints.map(({ port }) => port));
    return await unlessHurried(readKernelSockets(ports), this.hurry, null);
  }

  /** null: the link does not say. */
  async #relayedEnds(): Promise<ReadonlySet<string> | null> {
    const told = this.link?.brokerEnds() ?? Promise.resolve([]);
    const ends = await unlessHurried(told, this.hurry, null).catch(() => null);
    return ends === null ? null : new Set(ends);
  }

  #leave(): void {
    this.phasesNs[this.#phase] = this.now() - this.#phaseFromNs;
  }
}
