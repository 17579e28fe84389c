/** Bytes that a task leaves on the heap each time: the hot path must leave none. */
import { getHeapStatistics } from "node:v8";
import { repeats } from "./task.ts";
import type { Task } from "./task.ts";

const runs = 20;
const leastAttempts = 20;
const mostMs = 1000;

/**
 * The least of some attempts: reading the heap costs memory too, a garbage collection takes some away, and on a busy machine V8 optimises
 * late, so that there are attempts for a second while each leaves something.
 */
export function bytesEach({ run }: Task): number {
  const end = performance.now() + mostMs;
  let least = Number.NaN;
  for (let attempt = 0; attempt < leastAttempts || (!(least < 1) && performance.now() < end); attempt += 1) {
    const before = getHeapStatistics().used_heap_size;
    for (let n = 0; n < runs; n += 1) run();
    const each = (getHeapStatistics().used_heap_size - before) / (runs * repeats);
    if (each >= 0 && !(each >= least)) least = each;
  }
  return least;
}
