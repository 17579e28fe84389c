/** Latencies of a few exchanges as a histogram, with the ages of those that never ended. */
import { Histogram } from "../../metrics/histogram.ts";
import { IntervalCounts } from "../../metrics/interval-counts.ts";
import { summariseWith } from "../../metrics/unended.ts";
import type { DeathRow } from "../../result/loads/will.ts";

export class Latencies {
  readonly #ended = new Growing();
  readonly #unended = new Growing();

  record(ns: number): void {
    this.#ended.interval.record(ns);
  }

  /** It had not ended when nobody waited for it any more. */
  never(ageNs: number): void {
    this.#unended.interval.record(ageNs);
  }

  /** null: there were none. */
  summary(): DeathRow["deathToDelivery"] {
    const [ended, unended] = [this.#ended.take(), this.#unended.take()];
    if (ended.count + unended.count === 0) return null;
    return { kind: "histogram", unit: "ns", ...summariseWith(ended, unended) };
  }
}

class Growing {
  readonly interval = new IntervalCounts();
  readonly #histogram = new Histogram();

  take(): Histogram {
    this.#histogram.add(this.interval.take());
    return this.#histogram;
  }
}
