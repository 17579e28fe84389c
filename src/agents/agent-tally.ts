/** What the shards of one agent told in one trial, by itself: the totals of all agents are added up besides. */
import { Histogram } from "../metrics/histogram.ts";
import { readCounter } from "../metrics/recorder.ts";
import type { CounterName, Snapshot } from "../metrics/recorder.ts";
import type { FromWorker } from "../engine/messages.ts";

/** What an agent's own percentiles are of: the first that it has. */
const timed = ["publishLatency", "endToEndLatency"] as const;

const counted = ["sent", "acknowledged", "delivered"] as const satisfies readonly CounterName[];

export class AgentTally {
  readonly counts: Record<(typeof counted)[number], number> = { sent: 0, acknowledged: 0, delivered: 0 };
  /** Actual starts of its shards, in ns since the trial began. */
  readonly beganNs: number[] = [];
  readonly #latencies = timed.map((metric) => ({ metric, histogram: new Histogram() }));

  hear(message: FromWorker): void {
    if (message.kind === "began") this.beganNs.push(message.atNs);
    else if (message.kind === "snapshot" || message.kind === "finished") this.#add(message.snapshot);
  }

  /** null: nothing was timed. */
  get latency(): { readonly metric: string; readonly histogram: Histogram } | null {
    return this.#latencies.find(({ histogram }) => histogram.count > 0) ?? null;
  }

  #add({ accounts, counters, histograms }: Snapshot): void {
    // Account 0 is not of measure.
    for (let account = 1; account < accounts; account += 1)
      for (const name of counted) this.counts[name] += readCounter(counters, account, name);
    for (const { metric, histogram } of this.#latencies)
      for (const part of histograms) if (part.metric === metric) histogram.add(part.interval);
  }
}
