/** The series of a trial: one row a second, of what was counted since the row before and how things stood. */
import { formatCounted } from "../../format.ts";
import type { MachineSample } from "../../machine/machine-probe.ts";
import type { BrokerSample } from "../../broker/running-broker.ts";
import { Histogram } from "../../metrics/histogram.ts";
import { NumberList } from "../../metrics/number-list.ts";
import { readCounter } from "../../metrics/recorder.ts";
import type { Snapshot } from "../../metrics/recorder.ts";
import { fitTrend } from "../../metrics/trend.ts";
import type { Trend } from "../../metrics/trend.ts";
import type { Trial } from "../../result/schema.ts";
import { Totals } from "./totals.ts";
import type { Gauges } from "../messages.ts";

/** How things stand at one moment, outside the shards. */
export interface Samples {
  readonly atNs: number;
  readonly broker: BrokerSample;
  /** null where the system does not say. */
  readonly machine?: MachineSample | null;
  readonly generator: { readonly cpuNs: number; readonly rssBytes: number | null };
}

export type SeriesRow = Readonly<Record<(typeof seriesColumns)[number], number | null>>;

export const seriesColumns = [
  "planned",
  "offered",
  "sent",
  "acknowledged",
  "delivered",
  "strangers",
  "open",
  "inflight",
  "inflightIn",
  "waiting",
  "publishDelay.p50",
  "publishLatency.p50",
  "publishLatency.p99",
  "endToEndLatency.p50",
  "endToEndLatency.p99",
  "brokerRss",
  "brokerRssAnon",
  "brokerPss",
  "brokerCpu",
  "brokerRunDelay",
  "brokerHeap",
  "brokerInflight",
  "brokerQueued",
  "brokerStoredMessages",
  "brokerStoredBytes",
  "brokerConnections",
  "brokerDropped",
  "brokerResident",
  "generatorCpu",
  "generatorRss",
] as const;

/** Steps of the latencies over time: each a third higher than the one before. */
const heatStepsPerDecade = 8;
/** Cells of the latencies over time, one column each. */
interface HeatCells {
  readonly seconds: NumberList;
  readonly steps: NumberList;
  readonly counts: NumberList;
}

/** Events, or events a second. */
interface Counted {
  offered: number;
  sent: number;
  acknowledged: number;
  delivered: number;
  strangers: number;
}

/** What one shard counted since the last row, by the time it was counted over: each answers in its own moment. */
class ShardRates {
  #counted = nothing();
  #fromNs: number;
  #toNs: number;

  constructor(fromNs: number) {
    this.#fromNs = fromNs;
    this.#toNs = fromNs;
  }

  add({ accounts, counters }: Snapshot, atNs: number): void {
    const counted = this.#counted;
    for (let account = 0; account < accounts; account += 1) {
      counted.offered += readCounter(counters, account, "intended");
      counted.sent += readCounter(counters, account, "sent");
      counted.acknowledged += readCounter(counters, account, "acknowledged");
      counted.delivered += readCounter(counters, account, "delivered") + readCounter(counters, account, "unidentified");
      counted.strangers += readCounter(counters, account, "foreign");
    }
    this.#toNs = atNs;
  }

  /** A second, until the last that was added; begins the next interval there. */
  take(): Counted {
    const seconds = (this.#toNs - this.#fromNs) / 1e9;
    const counted = this.#counted;
    this.#counted = nothing();
    this.#fromNs = this.#toNs;
    if (seconds <= 0) return nothing();
    return {
      offered: counted.offered / seconds,
      sent: counted.sent / seconds,
      acknowledged: counted.acknowledged / seconds,
      delivered: counted.delivered / seconds,
      strangers: counted.strangers / seconds,
    };
  }
}

function nothing(): Counted {
  return { offered: 0, sent: 0, acknowledged: 0, delivered: 0, strangers: 0 };
}

export class Series {
  // Columns, not rows: of an hour's seconds each row kept as an object would be 3 kB of memory that grows as a broker's would.
  readonly #seconds = new NumberList();
  readonly #phases: string[] = [];
  /** NaN is a gap. */
  readonly #columns = new Map(seriesColumns.map((name) => [name, new NumberList()]));
  readonly #heat = { endToEndLatency: noCells(), publishLatency: noCells() };
  readonly #problems = new Map<string, number>();
  /** What was counted since the last row. */
  readonly #interval: Totals;
  readonly #merged = new Histogram();
  #before: Samples;
  #plannedRate: (fromNs: number, toNs: number) => number | null = () => null;
  /** Rates by shard. */
  readonly #rates = new Map<number, ShardRates>();

  constructor(accounts: number, before: Samples) {
    this.#interval = new Totals(accounts);
    this.#before = before;
  }

  /** From now on a row says what the schedule of a rate that changes has between two times, since the trial began, a second. */
  followPlan(plannedRate: (fromNs: number, toNs: number) => number | null): void {
    this.#plannedRate = plannedRate;
  }

  /** What a shard counted until then. */
  add(snapshot: Snapshot, shard: number, atNs: number): void {
    this.#interval.add(snapshot);
    const rates = this.#rates.get(shard) ?? new ShardRates(this.#before.atNs);
    this.#rates.set(shard, rates);
    rates.add(snapshot, atNs);
  }

  /** Ends the interval: one row. */
  close(phase: string, fleet: Gauges, samples: Samples): SeriesRow {
    const { process: sampled, gauges, problems } = samples.broker;
    for (const problem of problems) this.#problems.set(problem, (this.#problems.get(problem) ?? 0) + 1);
    const before = this.#before;
    const interval = this.#interval;
    this.#before = samples;
    const wallNs = Math.max(1, samples.atNs - before.atNs);
    const share = (now: number | undefined, then: number | undefined): number | null =>
      now === undefined || then === undefined ? null : (now - then) / wallNs;
    const shards = [...this.#rates.values()].map((rates) => rates.take());
    const rate = (name: keyof Counted): number =>
      Number(shards.reduce((sum, perSecond) => sum + perSecond[name], 0).toPrecision(6));
    const percentile = (metric: "publishDelay" | "publishLatency" | "endToEndLatency", at: number): number | null => {
      const histogram = interval.merged(metric, this.#merged);
      return histogram?.isKnown(at) === true ? histogram.percentile(at) : null;
    };
    const row: SeriesRow = {
      planned: this.#plannedRate(before.atNs, samples.atNs),
      offered: rate("offered"),
      sent: rate("sent"),
      acknowledged: rate("acknowledged"),
      delivered: rate("delivered"),
      strangers: rate("strangers"),
      open: fleet.open,
      inflight: fleet.inflight,
      inflightIn: fleet.inflightIn,
      waiting: fleet.waiting,
      "publishDelay.p50": percentile("publishDelay", 50),
      "publishLatency.p50": percentile("publishLatency", 50),
      "publishLatency.p99": percentile("publishLatency", 99),
      "endToEndLatency.p50": percentile("endToEndLatency", 50),
      "endToEndLatency.p99": percentile("endToEndLatency", 99),
      brokerRss: sampled?.rssBytes ?? null,
      brokerRssAnon: sampled?.rssAnonBytes ?? null,
      brokerPss: sampled?.pssBytes ?? null,
      brokerCpu: share(sampled?.cpuNs, before.broker.process?.cpuNs),
      brokerRunDelay: share(sampled?.runDelayNs, before.broker.process?.runDelayNs),
      brokerHeap: gauges.heapBytes ?? null,
      brokerInflight: gauges.inflight ?? null,
      brokerQueued: gauges.queued ?? null,
      brokerStoredMessages: gauges.storedMessages ?? null,
      brokerStoredBytes: gauges.storedBytes ?? null,
      brokerConnections: gauges.connections ?? null,
      brokerDropped: gauges.droppedMessages ?? null,
      brokerResident: gauges.residentBytes ?? null,
      generatorCpu: share(samples.generator.cpuNs, before.generator.cpuNs),
      generatorRss: samples.generator.rssBytes,
    };
    const second = Math.round(samples.atNs / 1e8) / 10;
    this.#seconds.push(second);
    this.#phases.push(phase);
    for (const [name, values] of this.#columns) values.push(row[name] ?? Number.NaN);
    this.#addHeat(second, interval);
    interval.clear();
    return row;
  }

  #addHeat(second: number, interval: Totals): void {
    for (const metric of ["endToEndLatency", "publishLatency"] as const) {
      const steps = interval.merged(metric, this.#merged)?.countsByLogarithm(heatStepsPerDecade) ?? [];
      const cells = this.#heat[metric];
      for (const [step, count] of steps) {
        cells.seconds.push(second);
        cells.steps.push(step);
        cells.counts.push(count);
      }
    }
  }

  /** One column over the rows of a phase, without its gaps. */
  column(name: (typeof seriesColumns)[number], phase: string): readonly number[] {
    return this.#rowsOf(name, phase).map(({ y }) => y);
  }

  /** How a column moved through a phase. */
  trendOf(name: (typeof seriesColumns)[number], phase: string): Trend | undefined {
    return fitTrend(this.#rowsOf(name, phase));
  }

  /** How much a count has risen above `from`; one that fell began again at 0. null: it has no value. */
  rise(name: (typeof seriesColumns)[number], from: number): number | null {
    const values = this.#valuesOf(name).filter((value) => value !== null);
    if (values.length === 0) return null;
    let before = from;
    let risen = 0;
    for (const value of values) {
      risen += value < before ? value : value - before;
      before = value;
    }
    return risen;
  }

  /** What could not be read of the broker, in words, and in how many of the rows. */
  problems(): readonly string[] {
    return [...this.#problems].map(
      ([text, rows]) => `${text} (in ${rows} of ${formatCounted(this.#seconds.length, "second")})`,
    );
  }

  /** A column without a single value is left out. */
  toResult(): Trial["series"] {
    const columns = seriesColumns.map((name) => [name, this.#valuesOf(name)] as const);
    // End-to-end latency exists at every QoS, but needs a subscriber.
    const metric = this.#heat.endToEndLatency.seconds.length > 0 ? "endToEndLatency" : "publishLatency";
    const cells = cellsOf(this.#heat[metric]);
    return {
      seconds: [...this.#seconds],
      phase: [...this.#phases],
      columns: Object.fromEntries(columns.filter(([, values]) => values.some((value) => value !== null))),
      ...(cells.length > 0 && { heat: { metric, stepsPerDecade: heatStepsPerDecade, cells } }),
    };
  }

  #valuesOf(name: (typeof seriesColumns)[number]): (number | null)[] {
    return Array.from(this.#columns.get(name) ?? [], (value) => (Number.isNaN(value) ? null : value));
  }

  #rowsOf(name: (typeof seriesColumns)[number], phase: string): readonly { readonly x: number; readonly y: number }[] {
    const values = this.#valuesOf(name);
    return Array.from(this.#seconds).flatMap((x, row) => {
      const y = values[row] ?? null;
      return this.#phases[row] === phase && y !== null ? [{ x, y }] : [];
    });
  }
}

function noCells(): HeatCells {
  return { seconds: new NumberList(), steps: new NumberList(), counts: new NumberList() };
}

function cellsOf({ seconds, steps, counts }: HeatCells): [second: number, step: number, count: number][] {
  const [step, count] = [[...steps], [...counts]];
  return [...seconds].map((second, at) => [second, step[at] ?? 0, count[at] ?? 0]);
}
