/** The longest time of measure in which nothing was acknowledged: what a closed loop, where nothing is due meanwhile, does not show. */
import type { SensorGroup } from "../../scenario/base.ts";
import type { LoadTimes } from "../messages.ts";

/** null: no closed loop waits for an acknowledgement. */
export function gapsOf(groups: readonly Pick<SensorGroup, "schedule" | "qos">[]): AnswerGaps | null {
  return groups.some(({ schedule, qos }) => schedule.kind === "closed" && qos > 0) ? new AnswerGaps() : null;
}

export class AnswerGaps {
  #fromNs = 0;
  #toNs = 0;
  #lastNs = 0;
  #longestNs = 0;

  begin({ measureFromNs, measureToNs }: LoadTimes): void {
    this.#fromNs = measureFromNs;
    this.#toNs = measureToNs;
    this.#lastNs = measureFromNs;
  }

  acknowledged(nowNs: number): void {
    const atNs = Math.min(nowNs, this.#toNs);
    if (atNs < this.#fromNs) return;
    if (atNs - this.#lastNs > this.#longestNs) this.#longestNs = atNs - this.#lastNs;
    this.#lastNs = atNs;
  }

  /** The longest gap in what there was of measure until then. */
  longestNs(nowNs: number): number {
    return Math.max(this.#longestNs, Math.min(nowNs, this.#toNs) - this.#lastNs);
  }
}
