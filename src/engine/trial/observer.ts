/** Watches a trial from outside the shards: collects their snapshots, samples broker and generator, keeps the series. */
import { setTimeout as sleep } from "node:timers/promises";
import { unlessHurried } from "../../hurry.ts";
import type { Hurry } from "../../hurry.ts";
import type { BrokerSample, RunningBroker } from "../../broker/running-broker.ts";
import { sampleMachine } from "../../machine/machine-probe.ts";
import type { OutstandingDeliveries } from "../account/outstanding-deliveries.ts";
import type { StageTotals } from "../account/stage-totals.ts";
import { Series } from "../account/series.ts";
import type { Samples, SeriesRow } from "../account/series.ts";
import { Totals } from "../account/totals.ts";
import type { Reply } from "../workers/running-worker.ts";
import type { Gauges, ThreadHealth, ToWorker } from "../messages.ts";
import type { PhaseName } from "../account/observations.ts";

const secondNs = 1e9;
/** While draining, the end is looked for this often. */
const drainPollMs = 50;

/** What it asks of the workers. */
interface ObservedPool {
  readonly size: number;
  post(message: ToWorker): void;
  collect(
    kind: "snapshot",
    onReply: (reply: Reply<"snapshot">, place: number) => void,
  ): Promise<readonly Reply<"snapshot">[]>;
}

export interface ObserverOptions {
  readonly pool: ObservedPool;
  /** CPU and memory of all that sends. */
  readonly sampleGenerator: () => Promise<Samples["generator"]>;
  /** Whether what other programs use of this machine can be told. */
  readonly isOwnMachine: boolean;
  readonly broker: Pick<RunningBroker, "sample">;
  readonly accounts: number;
  readonly now: () => number;
  /** null: no threshold may end the run by what is on its way. */
  readonly outstanding: OutstandingDeliveries | null;
  /** The user asks to stop. */
  readonly hurry: Hurry;
  readonly onRow: (row: SeriesRow) => void;
}

export class Observer {
  phase: PhaseName = "connect";
  /** When the phase began, since the trial did. */
  phaseFromNs = 0;
  gauges: Gauges = { open: 0, inflight: 0, inflightIn: 0, waiting: 0, pending: 0 };
  health: readonly ThreadHealth[] = [];
  /** Resolves when no connection is open and none may come back, once connecting is over. */
  readonly deserted: Promise<void>;
  readonly totals: Totals;
  /** Until when the totals count, since the trial began; the mean of the shards. */
  countedToNs = 0;
  readonly series: Series;
  /** How broker and generator stood before the first connection. */
  readonly start: Samples;
  readonly #options: ObserverOptions;
  #nextRowNs: number;
  #next: { readonly phase: PhaseName; readonly fromNs: number } | undefined;
  #foundDeserted: () => void = () => undefined;
  #wake = new AbortController();
  #isStopped = false;
  #stages: StageTotals | undefined;
  #running: Promise<void> = Promise.resolve();

  static async begin(options: ObserverOptions): Promise<Observer> {
    return new Observer(options, await takeSamples(options));
  }

  private constructor(options: ObserverOptions, before: Samples) {
    this.#options = options;
    this.start = before;
    this.totals = new Totals(options.accounts);
    this.series = new Series(options.accounts, before);
    // A row at once would tell of connections that nobody has asked for yet.
    this.#nextRowNs = (Math.floor(options.now() / secondNs) + 1) * secondNs;
    this.deserted = new Promise((resolve) => {
      this.#foundDeserted = resolve;
    });
    this.#running = this.#watch();
    // Whoever stops the observer hears of what went wrong.
    this.#running.catch(() => undefined);
  }

  /** How broker and generator stand now. */
  async sample(): Promise<Samples> {
    return await takeSamples(this.#options);
  }

  /** The next phase begins: what was seen so far belongs to the phase before. */
  enter(phase: PhaseName): void {
    // A trial begins in its first phase: before it nothing was seen.
    if (phase === this.phase && this.#next === undefined) {
      this.phaseFromNs = this.#options.now();
      return;
    }
    this.#next = { phase, fromNs: this.#options.now() };
    this.#wake.abort();
  }

  /** From now on what is counted is counted by stage, too. */
  followStages(stages: StageTotals): void {
    this.#stages = stages;
  }

  /** A row ends here: what comes now is measured apart from what was before. */
  closeRow(): void {
    this.#next ??= { phase: this.phase, fromNs: this.phaseFromNs };
    this.#wake.abort();
  }

  /** Ends the watch; the last interval becomes a row. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake.abort();
    await this.#running;
  }

  async #watch(): Promise<void> {
    while (!this.#isStopped) {
      const untilRowMs = Math.max(1, (this.#nextRowNs - this.#options.now()) / 1e6);
      const sleepMs = this.phase === "drain" ? Math.min(drainPollMs, untilRowMs) : untilRowMs;
      this.#wake = new AbortController();
      if (this.#next === undefined)
        await sleep(sleepMs, undefined, { signal: this.#wake.signal }).catch(() => undefined);
      await this.#look();
    }
  }

  async #look(): Promise<void> {
    const { pool, now, hurry, outstanding } = this.#options;
    // Added as each comes: one that is late is not waited for, and counts all the same.
    const replies = pool.collect("snapshot", ({ snapshot, atNs }, shard) => {
      this.totals.add(snapshot);
      this.series.add(snapshot, shard, atNs);
      this.#stages?.add(snapshot, shard, atNs);
    });
    pool.post({ kind: "snapshot", withAges: outstanding !== null });
    const snapshots = await unlessHurried(replies, hurry, null);
    if (snapshots === null) return;
    const times = snapshots.map(({ atNs }) => atNs);
    // What a worker that does not answer has seen is not missing.
    const isWhole = snapshots.length === pool.size;
    const deliveries = isWhole ? outstanding?.look(this.totals, Math.min(...times), Math.max(...times)) : undefined;
    this.totals.setUnended([...snapshots.flatMap(({ unended }) => unended), ...(deliveries ?? [])]);
    this.countedToNs = times.reduce((sum, atNs) => sum + atNs, 0) / Math.max(1, times.length);
    this.gauges = addGauges(snapshots.map(({ gauges }) => gauges));
    this.health = snapshots.map(({ health }) => health);
    if (this.phase !== "connect" && this.gauges.open + this.gauges.pending === 0) this.#foundDeserted();
    if (now() >= this.#nextRowNs || this.#next !== undefined || this.#isStopped) await this.#closeRow();
  }

  async #closeRow(): Promise<void> {
    const samples = await this.sample();
    this.#options.onRow(this.series.close(this.phase, this.gauges, samples));
    this.#nextRowNs = (Math.floor(this.#options.now() / secondNs) + 1) * secondNs;
    if (this.#next !== undefined) {
      this.phase = this.#next.phase;
      this.phaseFromNs = this.#next.fromNs;
    }
    this.#next = undefined;
  }
}

const unanswered: BrokerSample = { process: null, gauges: {}, problems: [] };

async function takeSamples(options: ObserverOptions): Promise<Samples> {
  const { broker, now, hurry, sampleGenerator, isOwnMachine } = options;
  const generator = await sampleGenerator();
  const atNs = now();
  const machine = isOwnMachine ? sampleMachine() : null;
  return { atNs, broker: await unlessHurried(broker.sample(), hurry, unanswered), generator, machine };
}

function addGauges(parts: readonly Gauges[]): Gauges {
  const sum = (key: keyof Gauges): number => parts.reduce((total, gauges) => total + gauges[key], 0);
  return {
    open: sum("open"),
    inflight: sum("inflight"),
    inflightIn: sum("inflightIn"),
    waiting: sum("waiting"),
    pending: sum("pending"),
  };
}
