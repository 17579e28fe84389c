/** What all shards measured, added up: snapshots in, counters and histograms out. */
import { isMetricName } from "../../metrics/catalogue.ts";
import { Histogram } from "../../metrics/histogram.ts";
import { ProbeExchanges } from "../../metrics/read-lag/probe-exchanges.ts";
import { readCounter } from "../../metrics/recorder.ts";
import type { CounterName, RecordedName, Snapshot } from "../../metrics/recorder.ts";
import type { AgesPart } from "../messages.ts";

export class Totals {
  /** Latencies out of range, counted at the edge. */
  clamped = 0;
  readonly probes = new ProbeExchanges();
  readonly #accounts: number;
  #counters: Float64Array | undefined;
  readonly #histograms = new Map<string, Histogram>();
  /** Ages of what had not ended, as of the last look. */
  readonly #unended = new Map<string, Histogram>();

  constructor(accounts: number) {
    this.#accounts = accounts;
  }

  /** Whether a shard has told anything. */
  get isTold(): boolean {
    return this.#counters !== undefined;
  }

  /** Empties it, and keeps its memory for the next interval. */
  clear(): void {
    this.clamped = 0;
    this.#counters?.fill(0);
    for (const histogram of this.#histograms.values()) histogram.clear();
    this.probes.clear();
  }

  add(snapshot: Snapshot): void {
    const counters = (this.#counters ??= new Float64Array(snapshot.counters.length));
    for (let index = 0; index < counters.length; index += 1)
      counters[index] = (counters[index] ?? 0) + (snapshot.counters[index] ?? 0);
    this.probes.add(snapshot.probes);
    for (const { account, metric, interval } of snapshot.histograms) {
      const key = keyOf(account, metric);
      const histogram = this.#histograms.get(key) ?? new Histogram();
      histogram.add(interval);
      // Below 0 may be the error between two clocks, which is said of all that cross them; a part of a metric is counted with the whole.
      if (isMetricName(metric)) this.clamped += interval.clamped;
      this.#histograms.set(key, histogram);
    }
  }

  /** Replaces what was not ended before: it may have ended since. */
  setUnended(parts: readonly AgesPart[]): void {
    for (const histogram of this.#unended.values()) histogram.clear();
    for (const { account, metric, interval } of parts) {
      const key = keyOf(account, metric);
      const histogram = this.#unended.get(key) ?? new Histogram();
      histogram.add(interval);
      this.#unended.set(key, histogram);
    }
  }

  /** The counter of one account. */
  counter(account: number, name: CounterName): number {
    return this.#counters === undefined ? 0 : readCounter(this.#counters, account, name);
  }

  /** The sum over every group: the messages of measure. */
  measured(name: CounterName): number {
    let sum = 0;
    for (let account = 1; account < this.#accounts; account += 1) sum += this.counter(account, name);
    return sum;
  }

  /** The sum over everything, warm-up included. */
  all(name: CounterName): number {
    return this.measured(name) + this.counter(0, name);
  }

  histogram(account: number, metric: RecordedName): Histogram | undefined {
    return this.#histograms.get(keyOf(account, metric));
  }

  /** How many ended: within one clock, or across two. */
  ended(account: number, metric: "endToEndLatency" | "released"): number {
    const across = metric === "released" ? "releasedAcrossClocks" : "endToEndAcrossClocks";
    return (this.histogram(account, metric)?.count ?? 0) + (this.histogram(account, across)?.count ?? 0);
  }

  /** Ages of what has not ended; empty where all has. */
  unended(account: number, metric: RecordedName): Histogram {
    return this.#unended.get(keyOf(account, metric)) ?? new Histogram();
  }

  /** The histogram over all accounts; undefined when nothing was recorded. `into` is overwritten: a histogram to be used again. */
  merged(metric: RecordedName, into = new Histogram()): Histogram | undefined {
    this.#merge(into, (account) => this.histogram(account, metric));
    return into.count === 0 ? undefined : into;
  }

  /** Ages over all accounts. `into` is overwritten. */
  mergedUnended(metric: RecordedName, into = new Histogram()): Histogram {
    this.#merge(into, (account) => this.#unended.get(keyOf(account, metric)));
    return into;
  }

  /** What ended and the ages of what did not, over all accounts; undefined when there is neither. */
  withUnended(metric: RecordedName): Histogram | undefined {
    const both = this.mergedUnended(metric);
    both.merge(this.merged(metric) ?? new Histogram());
    return both.count === 0 ? undefined : both;
  }

  #merge(into: Histogram, read: (account: number) => Histogram | undefined): void {
    into.clear();
    for (let account = 0; account < this.#accounts; account += 1) {
      const part = read(account);
      if (part !== undefined && part.count > 0) into.merge(part);
    }
  }
}

function keyOf(account: number, metric: RecordedName): string {
  return `${account}/${metric}`;
}
