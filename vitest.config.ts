import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      // A machine that is busy with something else makes no test fail.
      { test: { name: "unit", include: ["src/**/*.test.ts", "bench/**/*.test.ts"], testTimeout: 120_000 } },
      {
        test: {
          name: "end-to-end",
          include: ["test/**/*.test.ts"],
          globalSetup: ["test/build.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
