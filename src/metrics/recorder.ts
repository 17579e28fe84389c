/** What one shard counts and times: the hot path of measuring. Written by the sending thread, handed over each interval. */
import { histogramNames } from "./catalogue.ts";
import { crowdNames } from "./read-lag/crowds.ts";
import { IntervalCounts } from "./interval-counts.ts";
import type { IntervalHistogram } from "./interval-counts.ts";
import { ProbeLog } from "./read-lag/probe-exchanges.ts";

/** Counters, a row an account. Account 0 holds what belongs to no message of measure. */
export const counterNames = [
  "intended",
  "sent",
  "acknowledged",
  "refused",
  "abandoned",
  "overruns",
  /** Intended before its sensor was back from an outage, and sent (QoS 0) or acknowledged after it. */
  "delayedByOutage",
  "delivered",
  "duplicate",
  "reordered",
  /** Deliveries of the trial's messages otherwise than they were sent; of account 0, warm-up included, by what differs first. */
  "altered",
  "alteredTopic",
  "alteredLength",
  "alteredContent",
  /** Taken up by the pacer before measure ended. */
  "pacedWithinMeasure",
  /** Handshakes completed, and distinct messages delivered, while measure lasted: by group, whichever phase they were of. */
  "acknowledgedWithinMeasure",
  "deliveredWithinMeasure",
  /** Deliveries that do not say which message they are: payload under 16 bytes. */
  "unidentified",
  /** Deliveries of somebody else's messages on our topics; of these, kept by the broker from before; and seen while measure lasted. */
  "foreign",
  "foreignRetained",
  "foreignWithinMeasure",
  /** Deliveries against the options of their subscription (MQTT 5), of account 0, warm-up included: to their own publisher, with another RETAIN flag, kept from before. */
  "ownReturned",
  "retainFlagChanged",
  "retainedUnasked",
  "pings",
] as const;
export type CounterName = (typeof counterNames)[number];

/** What is recorded message by message: every metric, the same from a sensor to a receiver of another clock, which is none by itself, and parts of some by crowd. */
const recordedNames = [...histogramNames, "endToEndAcrossClocks", "releasedAcrossClocks", ...crowdNames] as const;
export type RecordedName = (typeof recordedNames)[number];

const columns = counterNames.length;
const columnOf: ReadonlyMap<CounterName, number> = new Map(counterNames.map((name, index) => [name, index]));

export function isCounterName(name: string): name is CounterName {
  return counterNames.some((each) => each === name);
}

/** The column of a counter, to be looked up once. */
export function counterColumn(name: CounterName): number {
  return columnOf.get(name) ?? 0;
}

/** What one shard measured in one interval. Adding snapshots in any order and grouping gives the same. */
export interface Snapshot {
  readonly accounts: number;
  /** accounts × counters. */
  readonly counters: Float64Array;
  readonly histograms: readonly {
    readonly account: number;
    readonly metric: RecordedName;
    readonly interval: IntervalHistogram;
  }[];
  /** As `ProbeExchanges` takes them. */
  readonly probes: Float64Array;
}

export class Recorder {
  readonly accounts: number;
  readonly probes = new ProbeLog();
  #counters: Float64Array;
  readonly #histograms: ReadonlyMap<RecordedName, readonly IntervalCounts[]>;

  constructor(accounts: number) {
    this.accounts = accounts;
    this.#counters = new Float64Array(accounts * columns);
    this.#histograms = new Map(
      recordedNames.map((name) => [name, Array.from({ length: accounts }, () => new IntervalCounts())]),
    );
  }

  /** One histogram an account, to be looked up once. */
  histograms(metric: RecordedName): readonly IntervalCounts[] {
    return this.#histograms.get(metric) ?? [];
  }

  count(account: number, column: number, by = 1): void {
    const at = account * columns + column;
    this.#counters[at] = (this.#counters[at] ?? 0) + by;
  }

  /** Hands over the interval and begins the next. */
  take(): Snapshot {
    const histograms = [];
    for (const [metric, byAccount] of this.#histograms) {
      for (const [account, counts] of byAccount.entries()) {
        if (counts.count > 0) histograms.push({ account, metric, interval: counts.take() });
      }
    }
    const counters = this.#counters;
    this.#counters = new Float64Array(this.accounts * columns);
    return { accounts: this.accounts, counters, histograms, probes: this.probes.take() };
  }
}

/** One counter of one account of a snapshot's array. */
export function readCounter(counters: Float64Array, account: number, name: CounterName): number {
  return counters[account * columns + counterColumn(name)] ?? 0;
}
