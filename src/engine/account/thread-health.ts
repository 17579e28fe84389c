/** How the sending threads did, all together. Pure. */
import type { ThreadHealth } from "../messages.ts";

/** CPU of the busiest thread, in cores; null where the system does not say. */
export function busiestThreadCpu(health: readonly ThreadHealth[]): number | null {
  const cores = health.flatMap(({ cpuNs, wallNs }) => (cpuNs === null ? [] : [cpuNs / Math.max(1, wallNs)]));
  return cores.length === 0 ? null : Math.max(...cores);
}

/** The share of its time that the thread which waited longest for a CPU waited; null where the system does not say. */
export function worstRunDelay(health: readonly ThreadHealth[]): number | null {
  const shares = health.flatMap(({ runDelayNs, wallNs }) =>
    runDelayNs === null ? [] : [runDelayNs / Math.max(1, wallNs)],
  );
  return shares.length === 0 ? null : Math.max(...shares);
}

export function worstEventLoopDelayNs(health: readonly ThreadHealth[]): number {
  return Math.max(0, ...health.map(({ eventLoopDelayP99Ns }) => eventLoopDelayP99Ns));
}
