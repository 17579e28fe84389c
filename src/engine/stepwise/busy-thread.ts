/** How much of the time of sending this thread had something to do: one that never waits is late with everything. */
import { performance } from "node:perf_hooks";
import type { EventLoopUtilization } from "node:perf_hooks";
import { formatPercent } from "../../format.ts";
import type { Note } from "../../result/schema.ts";
import { limits } from "../../rules/validity.ts";

export class BusyThread {
  #from: EventLoopUtilization | null = null;
  #share = 0;

  /** At the first and at every later turn of sending. */
  look(): void {
    if (this.#from === null) this.#from = performance.eventLoopUtilization();
    else this.#share = performance.eventLoopUtilization(this.#from).utilization;
  }

  /** `advice`: what to do about it, in words. */
  faults(advice: string): readonly Note[] {
    if (this.#share <= limits.threadCpu) return [];
    const text = `mqbench's thread was busy ${formatPercent(this.#share)} of the time, limit ${formatPercent(limits.threadCpu)}: it, not the broker, may be what was slow; ${advice}`;
    return [{ code: "generator-busy", text }];
  }
}
