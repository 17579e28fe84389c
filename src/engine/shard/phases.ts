/** Which account of the ledger and the recorder a message belongs to, by its intended time. */
import type { LoadTimes } from "../messages.ts";

/**
 * Shared by what sends and what receives in a shard; set when the load starts. Written so that warm-up runs every operation that measure
 * runs: V8 has then compiled them when measure begins.
 */
export class Phases {
  #measureFromNs = Number.POSITIVE_INFINITY;
  #measureToNs = Number.POSITIVE_INFINITY;

  set(times: LoadTimes): void {
    this.#measureFromNs = times.measureFromNs;
    this.#measureToNs = times.measureToNs;
  }

  /** Measure ends early: it was interrupted. */
  cut(atNs: number): void {
    this.#measureToNs = Math.min(this.#measureToNs, atNs);
  }

  /** Whether a time lies in measure. */
  isMeasured(timeNs: number): boolean {
    return timeNs < this.#measureToNs && timeNs >= this.#measureFromNs;
  }

  /** Group g has account g + 1; what is not of measure has account 0. */
  accountOf(intendedNs: number, group: number): number {
    return (group + 1) * (this.isMeasured(intendedNs) ? 1 : 0);
  }
}
