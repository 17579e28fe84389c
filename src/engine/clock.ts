/** One monotonic clock for every thread of the host: nanoseconds since the trial began. */
import { performance } from "node:perf_hooks";

/** process.hrtime is shared by all threads; performance.now is cheaper but counts from the start of its thread. */
export function trialClock(epoch: bigint): () => number {
  const offsetNs = Number(process.hrtime.bigint() - epoch) - performance.now() * 1e6;
  return () => Math.round(performance.now() * 1e6 + offsetNs);
}
