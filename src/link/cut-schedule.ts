/** Makes planned cuts when their time comes. */
import type { PlannedCut } from "./cut-plan.ts";

export interface CutSurroundings {
  readonly now: () => number;
  readonly wait: (delayNs: number, then: () => void) => void;
  readonly cut: (planned: PlannedCut) => void;
}

export class CutSchedule {
  readonly #cuts: readonly PlannedCut[];
  readonly #fromNs: number;
  readonly #given: CutSurroundings;
  #next = 0;

  /** `cuts` in the order of their times, which count from `fromNs`. */
  constructor(cuts: readonly PlannedCut[], fromNs: number, given: CutSurroundings) {
    this.#cuts = cuts;
    this.#fromNs = fromNs;
    this.#given = given;
    this.#turn();
  }

  cancel(): void {
    this.#next = this.#cuts.length;
  }

  #turn(): void {
    const { now, wait, cut } = this.#given;
    const nowNs = now();
    for (let due = this.#cuts[this.#next]; due !== undefined; due = this.#cuts[this.#next]) {
      const dueNs = this.#fromNs + due.atNs;
      if (dueNs > nowNs) return wait(dueNs - nowNs, () => this.#turn());
      this.#next += 1;
      cut(due);
    }
  }
}
