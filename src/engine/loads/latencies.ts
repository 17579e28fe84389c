/** Latencies of a few exchanges as a histogram. */
import { Histogram } from "../../metrics/histogram.ts";
import { IntervalCounts } from "../../metrics/interval-counts.ts";
import type { DeathRow } from "../../result/stepwise-sections.ts";

export class Latencies {
  readonly #interval = new IntervalCounts();
  readonly #histogram = new Histogram();

  record(ns: number): void {
    this.#interval.record(ns);
  }

  /** undefined: none was recorded. */
  get histogram(): Histogram | undefined {
    this.#histogram.add(this.#interval.take());
    return this.#histogram.count === 0 ? undefined : this.#histogram;
  }

  summary(): DeathRow["deathToDelivery"] {
    const { histogram } = this;
    return histogram === undefined ? null : { kind: "histogram", unit: "ns", ...histogram.summary() };
  }
}
