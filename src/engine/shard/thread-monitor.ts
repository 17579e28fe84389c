/** How the thread that sends is doing: its CPU time, its wait for a CPU and its event-loop delay. */
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseSchedule } from "../../machine/process-probe.ts";
import type { LoadTimes, ThreadHealth } from "../messages.ts";

const resolutionMs = 10;

export class ThreadMonitor {
  readonly #now: () => number;
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMs });
  #fromNs: number;
  #from: ThreadTimes | null;
  /** The thread's health through measure, once that is over. */
  #measured: ThreadHealth | undefined;

  constructor(now: () => number) {
    this.#now = now;
    this.#fromNs = now();
    this.#from = readTimes();
    this.#delay.enable();
  }

  /** From now on only what lies between these times counts. */
  measureBetween(times: LoadTimes): void {
    const nowNs = this.#now();
    setTimeout(() => this.#restart(), (times.measureFromNs - nowNs) / 1e6).unref();
    setTimeout(
      () => {
        this.#measured = this.read();
      },
      (times.measureToNs - nowNs) / 1e6,
    ).unref();
  }

  read(): ThreadHealth {
    if (this.#measured !== undefined) return this.#measured;
    const [from, to] = [this.#from, readTimes()];
    const since = (key: keyof ThreadTimes): number | null =>
      from === null || to === null ? null : to[key] - from[key];
    return {
      wallNs: this.#now() - this.#fromNs,
      cpuNs: since("cpuNs"),
      runDelayNs: since("runDelayNs"),
      // The histogram holds whole intervals: what exceeds the resolution is delay.
      eventLoopDelayP99Ns: this.#delay.count === 0 ? 0 : Math.max(0, this.#delay.percentile(99) - resolutionMs * 1e6),
    };
  }

  #restart(): void {
    this.#delay.reset();
    this.#fromNs = this.#now();
    this.#from = readTimes();
  }
}

type ThreadTimes = ReturnType<typeof parseSchedule>;

function readTimes(): ThreadTimes | null {
  try {
    return parseSchedule(readFileSync("/proc/thread-self/schedstat", "utf8"));
  } catch {
    return null;
  }
}
