/** The next due message of 10,000 sensors. */
import { evenPacer, poissonPacer } from "../src/engine/pacing/pacer.ts";
import type { Pacer } from "../src/engine/pacing/pacer.ts";
import { repeats } from "./task.ts";
import type { Task } from "./task.ts";

const options = {
  startNs: 0,
  periodNs: 5e9,
  gridNs: 1e6,
  groupCount: 10_000,
  sensors: Array.from({ length: 10_000 }, (_, number) => number),
};

export function pacerTasks(): readonly Task[] {
  return [
    advance("even, 10,000 sensors", evenPacer(options)),
    advance("poisson, 10,000 sensors", poissonPacer({ ...options, seed: 1 })),
  ];
}

function advance(name: string, pacer: Pacer): Task {
  let last = 0;
  return {
    name,
    run: () => {
      for (let n = 0; n < repeats; n += 1) {
        if (pacer.dueNs < last) throw new Error("out of order");
        last = pacer.dueNs;
        pacer.advance();
      }
    },
  };
}
