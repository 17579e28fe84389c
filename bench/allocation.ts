/** Bytes that a task leaves on the heap each time: the hot path must leave none. */
import { getHeapStatistics } from "node:v8";
import { repeats } from "./task.ts";
import type { Task } from "./task.ts";

const runs = 20;
const attempts = 20;

/** The least of some attempts: reading the heap costs memory too, a garbage collection takes some away, and on a busy machine V8 optimises late. */
export function bytesEach({ run }: Task): number {
  const each = Array.from({ length: attempts }, () => {
    const before = getHeapStatistics().used_heap_size;
    for (let n = 0; n < runs; n += 1) run();
    return (getHeapStatistics().used_heap_size - before) / (runs * repeats);
  });
  const whole = each.filter((bytes) => bytes >= 0);
  return whole.length === 0 ? Number.NaN : Math.min(...whole);
}
