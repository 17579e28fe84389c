/** What each sensor of a shard sent and was refused, over the whole load and of measure: deliveries are joined with it. */
import type { ShardReport } from "../../messages.ts";

export class SentCounts {
  readonly #sensors: Int32Array;
  readonly #next: Uint32Array;
  readonly #measured: Uint32Array;
  readonly #refusedAll: Uint32Array;
  readonly #refusedMeasured: Uint32Array;

  /** Their numbers over all sensors of the case, by place. */
  constructor(sensors: Int32Array) {
    this.#sensors = sensors;
    this.#next = new Uint32Array(sensors.length);
    this.#measured = new Uint32Array(sensors.length);
    this.#refusedAll = new Uint32Array(sensors.length);
    this.#refusedMeasured = new Uint32Array(sensors.length);
  }

  /** The sequence number of its next message, which is taken by that. */
  takeSequence(place: number): number {
    const sequence = this.#next[place] ?? 0;
    this.#next[place] = sequence + 1;
    return sequence;
  }

  sent(place: number, isMeasured: boolean): void {
    this.#measured[place] = (this.#measured[place] ?? 0) + (isMeasured ? 1 : 0);
  }

  refused(place: number, isMeasured: boolean): void {
    this.#refusedAll[place] = (this.#refusedAll[place] ?? 0) + 1;
    if (isMeasured) this.#refusedMeasured[place] = (this.#refusedMeasured[place] ?? 0) + 1;
  }

  report(): ShardReport["sent"] {
    return {
      sensors: this.#sensors,
      all: this.#next,
      measured: this.#measured,
      refusedAll: this.#refusedAll,
      refusedMeasured: this.#refusedMeasured,
    };
  }
}
