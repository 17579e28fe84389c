import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

/** A machine that is busy with something else makes no test fail. */
const patience = { testTimeout: 300_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "bench/**/*.test.ts", "site/*.test.ts"],
          maxWorkers: 2,
          // What all of them import is read once a worker. None replaces a module, and each takes back what it changed of its process.
          isolate: false,
          sequence: { groupOrder: 0 },
          ...patience,
        },
      },
      {
        // Most of a run is waiting for its phases: several fit side by side on two cores, and more only make them late.
        test: {
          name: "end-to-end",
          include: ["test/*.test.ts"],
          globalSetup: ["test/build.ts"],
          maxWorkers: 4,
          // They share no state but the built program.
          isolate: false,
          sequence: { groupOrder: 1 },
          ...patience,
        },
      },
      {
        // What is asserted is a time, or that mqbench keeps its schedule: one run after the other.
        test: {
          name: "timed",
          include: ["test/timed/*.test.ts"],
          globalSetup: ["test/build.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          ...patience,
        },
      },
    ],
  },
});
