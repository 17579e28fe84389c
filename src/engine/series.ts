/** The series of a trial: one row a second, of what was counted since the row before and how things stood. */
import type { ProcessSample } from "../broker/process-probe.ts";
import type { BrokerGauges } from "../broker/running-broker.ts";
import type { Snapshot } from "../metrics/recorder.ts";
import type { Trial } from "../result/schema.ts";
import { Totals } from "./totals.ts";
import type { Gauges } from "./worker-messages.ts";

/** How things stand at one moment, outside the shards. */
export interface Samples {
  readonly atNs: number;
  readonly broker: ProcessSample | null;
  readonly brokerGauges: BrokerGauges | null;
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
  "waiting",
  "publishDelay.p50",
  "publishLatency.p50",
  "publishLatency.p99",
  "endToEndLatency.p50",
  "endToEndLatency.p99",
  "brokerRss",
  "brokerCpu",
  "brokerRunDelay",
  "brokerHeap",
  "brokerInflight",
  "generatorCpu",
  "generatorRss",
] as const;

export class Series {
  readonly #accounts: number;
  readonly #rows: { readonly second: number; readonly phase: string; readonly row: SeriesRow }[] = [];
  #interval: Totals;
  #before: Samples;

  constructor(accounts: number, before: Samples) {
    this.#accounts = accounts;
    this.#interval = new Totals(accounts);
    this.#before = before;
  }

  add(snapshot: Snapshot): void {
    this.#interval.add(snapshot);
  }

  /** Ends the interval: one row. */
  close(phase: string, gauges: Gauges, samples: Samples): SeriesRow {
    const before = this.#before;
    const interval = this.#interval;
    this.#before = samples;
    this.#interval = new Totals(this.#accounts);
    const wallNs = Math.max(1, samples.atNs - before.atNs);
    const share = (now: number | undefined, then: number | undefined): number | null =>
      now === undefined || then === undefined ? null : (now - then) / wallNs;
    const rate = (count: number): number => Math.round((count / wallNs) * 1e9);
    const percentile = (metric: "publishDelay" | "publishLatency" | "endToEndLatency", at: number): number | null =>
      interval.merged(metric)?.percentile(at) ?? null;
    const row: SeriesRow = {
      offered: rate(interval.all("intended")),
      sent: rate(interval.all("sent")),
      acknowledged: rate(interval.all("acknowledged")),
      delivered: rate(interval.all("delivered") + interval.all("unidentified")),
      open: gauges.open,
      inflight: gauges.inflight,
      waiting: gauges.waiting,
      "publishDelay.p50": percentile("publishDelay", 50),
      "publishLatency.p50": percentile("publishLatency", 50),
      "publishLatency.p99": percentile("publishLatency", 99),
      "endToEndLatency.p50": percentile("endToEndLatency", 50),
      "endToEndLatency.p99": percentile("endToEndLatency", 99),
      brokerRss: samples.broker?.rssBytes ?? null,
      brokerCpu: share(samples.broker?.cpuNs, before.broker?.cpuNs),
      brokerRunDelay: share(samples.broker?.runDelayNs, before.broker?.runDelayNs),
      brokerHeap: samples.brokerGauges?.heapBytes ?? null,
      brokerInflight: samples.brokerGauges?.inflight ?? null,
      generatorCpu: share(samples.generator.cpuNs, before.generator.cpuNs),
      generatorRss: samples.generator.rssBytes,
    };
    this.#rows.push({ second: Math.round(samples.atNs / 1e8) / 10, phase, row });
    return row;
  }

  /** One column over the rows of a phase, without its gaps. */
  column(name: (typeof seriesColumns)[number], phase: string): readonly number[] {
    return this.#rows.flatMap((each) => (each.phase === phase && each.row[name] !== null ? [each.row[name]] : []));
  }

  toResult(): Trial["series"] {
    return {
      seconds: this.#rows.map(({ second }) => second),
      phase: this.#rows.map(({ phase }) => phase),
      columns: Object.fromEntries(seriesColumns.map((name) => [name, this.#rows.map(({ row }) => row[name])])),
    };
  }
}
