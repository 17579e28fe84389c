/** The series of a trial: one row a second, of what was counted since the row before and how things stood. */
import type { BrokerSample } from "../broker/running-broker.ts";
import { Histogram } from "../metrics/histogram.ts";
import type { Snapshot } from "../metrics/recorder.ts";
import type { Trial } from "../result/schema.ts";
import { Totals } from "./totals.ts";
import type { Gauges } from "./worker-messages.ts";

/** How things stand at one moment, outside the shards. */
export interface Samples {
  readonly atNs: number;
  readonly broker: BrokerSample;
  readonly generator: { readonly cpuNs: number; readonly rssBytes: number };
}

export type SeriesRow = Readonly<Record<(typeof seriesColumns)[number], number | null>>;

export const seriesColumns = [
  "offered",
  "sent",
  "acknowledged",
  "delivered",
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

/** Of the latencies over time: each step a third higher than the one before. */
const heatStepsPerDecade = 8;
type HeatCell = [second: number, step: number, count: number];

export class Series {
  readonly #rows: { readonly second: number; readonly phase: string; readonly row: SeriesRow }[] = [];
  readonly #heat = { endToEndLatency: new Array<HeatCell>(), publishLatency: new Array<HeatCell>() };
  readonly #problems = new Map<string, number>();
  /** Since the last row. */
  readonly #interval: Totals;
  readonly #merged = new Histogram();
  #before: Samples;

  constructor(accounts: number, before: Samples) {
    this.#interval = new Totals(accounts);
    this.#before = before;
  }

  add(snapshot: Snapshot): void {
    this.#interval.add(snapshot);
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
    const rate = (count: number): number => Math.round((count / wallNs) * 1e9);
    const percentile = (metric: "publishDelay" | "publishLatency" | "endToEndLatency", at: number): number | null => {
      const histogram = interval.merged(metric, this.#merged);
      return histogram?.isKnown(at) === true ? histogram.percentile(at) : null;
    };
    const row: SeriesRow = {
      offered: rate(interval.all("intended")),
      sent: rate(interval.all("sent")),
      acknowledged: rate(interval.all("acknowledged")),
      delivered: rate(interval.all("delivered") + interval.all("unidentified")),
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
    this.#rows.push({ second, phase, row });
    this.#addHeat(second, interval);
    interval.clear();
    return row;
  }

  #addHeat(second: number, interval: Totals): void {
    for (const metric of ["endToEndLatency", "publishLatency"] as const) {
      const steps = interval.merged(metric, this.#merged)?.countsByLogarithm(heatStepsPerDecade) ?? [];
      for (const [step, count] of steps) this.#heat[metric].push([second, step, count]);
    }
  }

  /** One column over the rows of a phase, without its gaps. */
  column(name: (typeof seriesColumns)[number], phase: string): readonly number[] {
    return this.#rows.flatMap((each) => (each.phase === phase && each.row[name] !== null ? [each.row[name]] : []));
  }

  /** How much a count has risen above `from`; one that fell began again at 0. null: it has no value. */
  rise(name: (typeof seriesColumns)[number], from: number): number | null {
    const values = this.#rows.flatMap(({ row }) => (row[name] === null ? [] : [row[name]]));
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
    return [...this.#problems].map(([text, rows]) => `${text} (in ${rows} of ${this.#rows.length} seconds)`);
  }

  /** A column without a single value is left out. */
  toResult(): Trial["series"] {
    const columns = seriesColumns.map((name) => [name, this.#rows.map(({ row }) => row[name])] as const);
    // End-to-end latency exists at every QoS, but needs a subscriber.
    const metric = this.#heat.endToEndLatency.length > 0 ? "endToEndLatency" : "publishLatency";
    const cells = this.#heat[metric];
    return {
      seconds: this.#rows.map(({ second }) => second),
      phase: this.#rows.map(({ phase }) => phase),
      columns: Object.fromEntries(columns.filter(([, values]) => values.some((value) => value !== null))),
      ...(cells.length > 0 && { heat: { metric, stepsPerDecade: heatStepsPerDecade, cells } }),
    };
  }
}
