/** How the thread that sends is doing: its CPU time, how long it waited for a CPU, and its event-loop delay. */
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { LoadTimes, ThreadHealth } from "./worker-messages.ts";

const resolutionMs = 10;

export class ThreadMonitor {
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMs });
  #measured: { readonly p99Ns: number; readonly maxNs: number } | undefined;

  constructor() {
    this.#delay.enable();
  }

  /** Event-loop delay counts between these times only. */
  measureBetween(times: LoadTimes, nowNs: number): void {
    setTimeout(() => this.#delay.reset(), (times.measureFromNs - nowNs) / 1e6).unref();
    setTimeout(() => {
      this.#measured = this.#readDelay();
    }, (times.measureToNs - nowNs) / 1e6).unref();
  }

  read(): ThreadHealth {
    const { p99Ns, maxNs } = this.#measured ?? this.#readDelay();
    return { ...readSchedule(), eventLoopDelayP99Ns: p99Ns, eventLoopDelayMaxNs: maxNs };
  }

  /** The histogram holds whole intervals: what exceeds the resolution is delay. */
  #readDelay(): { readonly p99Ns: number; readonly maxNs: number } {
    if (this.#delay.count === 0) return { p99Ns: 0, maxNs: 0 };
    const beyond = (ns: number): number => Math.max(0, ns - resolutionMs * 1e6);
    return { p99Ns: beyond(this.#delay.percentile(99)), maxNs: beyond(this.#delay.max) };
  }
}

/** /proc/thread-self/schedstat: time on a CPU and time ready without one, in ns. */
function readSchedule(): { readonly cpuNs: number | null; readonly runDelayNs: number | null } {
  try {
    const [cpuNs, runDelayNs] = readFileSync("/proc/thread-self/schedstat", "latin1").split(" ").map(Number);
    return { cpuNs: cpuNs ?? null, runDelayNs: runDelayNs ?? null };
  } catch {
    return { cpuNs: null, runDelayNs: null };
  }
}
