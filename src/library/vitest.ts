/** `import "mqbench/vitest"`: the matcher `toMeet`, for the result of a run. */
import { expect } from "vitest";
import { runResultSchema } from "../result/schema.ts";
import { meet } from "./meet.ts";
import type { Met } from "./meet.ts";

declare module "vitest" {
  interface Matchers<T> {
    /** Holds the result of a run against thresholds, beside those of its scenario: `["lost == 0", "qos=1: publishLatency.p99 < 20ms"]`. */
    toMeet: (thresholds: readonly string[]) => T;
  }
}

expect.extend({
  toMeet(received: unknown, thresholds: readonly string[]) {
    if (typeof received === "string") return told(meet(received, thresholds));
    const parsed = runResultSchema.safeParse(received);
    if (!parsed.success)
      return {
        pass: false,
        message: () => "toMeet is for the result of a run: await expect(run(…)).resolves.toMeet([…])",
      };
    return told(meet(parsed.data, thresholds));
  },
});

function told({ passes, text }: Met): { readonly pass: boolean; readonly message: () => string } {
  return { pass: passes, message: () => text };
}
