import { expect, test } from "vitest";
import { nextState, uniformOf } from "../../seeded-random.ts";
import { firstLeadNs, nextLead } from "./lead.ts";

/** The lead after so many wakings, and the share of the last thousand that were in time. */
function settle(tookNs: (uniform: number) => number): { readonly leadNs: number; readonly inTime: number } {
  let [state, leadNs, inTime] = [7, firstLeadNs, 0];
  for (let waking = 0; waking < 5000; waking += 1) {
    state = nextState(state);
    const took = tookNs(uniformOf(state));
    if (waking >= 4000 && took <= leadNs) inTime += 1;
    leadNs = nextLead(leadNs, took);
  }
  return { leadNs, inTime: inTime / 1000 };
}

test.each([
  ["fast", 10_000],
  ["usual", 40_000],
  ["slow", 70_000],
])("%s: most wakings end in time, and little is waited for", (_, middleNs) => {
  const { leadNs, inTime } = settle((uniform) => middleNs + (uniform - 0.5) * 20_000);
  expect(inTime).toBeGreaterThan(0.75);
  expect(inTime).toBeLessThan(0.95);
  expect(leadNs).toBeLessThan(middleNs + 12_000);
});

test("wakings that wait for a processor do not make everyone wait awake", () => {
  const { leadNs } = settle((uniform) => (uniform < 0.05 ? 3e6 : 30_000 + uniform * 5000));
  expect(leadNs).toBeLessThan(45_000);
});

test("a machine that is never in time costs no more than the longest lead", () => {
  expect(settle(() => 5e6).leadNs).toBe(100_000);
});
