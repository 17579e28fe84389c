/** One monotonic clock for every thread of the host: nanoseconds since the trial began. */
import { performance } from "node:perf_hooks";

/** A thread that loses its CPU between two readings gets a clock that is wrong by that: of so many pairs the closest counts. */
const pairs = 20;

/** process.hrtime is shared by all threads; performance.now is cheaper but counts from the start of its thread. */
export function trialClock(epoch: bigint): () => number {
  let closestNs = Number.POSITIVE_INFINITY;
  let offsetNs = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    const beforeNs = performance.now() * 1e6;
    const sinceNs = Number(process.hrtime.bigint() - epoch);
    const afterNs = performance.now() * 1e6;
    if (afterNs - beforeNs >= closestNs) continue;
    closestNs = afterNs - beforeNs;
    offsetNs = sinceNs - (beforeNs + afterNs) / 2;
  }
  return () => Math.round(performance.now() * 1e6 + offsetNs);
}
