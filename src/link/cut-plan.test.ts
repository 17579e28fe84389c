import { expect, test } from "vitest";
import { planCuts } from "./cut-plan.ts";
import type { CutPlanOptions } from "./cut-plan.ts";

const options: CutPlanOptions = {
  clients: Array.from({ length: 200 }, (_, number) => `s0x${number + 1}`),
  ratePerSecond: 0.1,
  manner: "reset",
  fromNs: 5e9,
  toNs: 65e9,
  spacingNs: 2e9,
  seed: 1,
};

test("the same seed plans the same cuts, another seed others", () => {
  expect(planCuts(options)).toEqual(planCuts(options));
  expect(planCuts({ ...options, seed: 2 })).not.toEqual(planCuts(options));
});

test("cuts are in the order of their times, within the phase, and apart for each client", () => {
  const cuts = planCuts(options);
  const times = cuts.map(({ atNs }) => atNs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.every((atNs) => atNs >= 5e9 && atNs < 65e9)).toBe(true);
  for (const client of options.clients) {
    const own = cuts.filter((each) => each.client === client).map(({ atNs }) => atNs);
    for (const [index, atNs] of own.entries()) expect(index === 0 || atNs - (own[index - 1] ?? 0) >= 2e9).toBe(true);
  }
});

test("about as many as the rate says: the spacing takes a little", () => {
  // 200 clients × 60 s × 0.1/s = 1,200; a gap below 2 s becomes 2 s: 1.6 % longer on average.
  expect(planCuts(options).length).toBeGreaterThan(1050);
  expect(planCuts(options).length).toBeLessThan(1300);
});

test("more clients change nothing for the others", () => {
  const some = planCuts({ ...options, clients: options.clients.slice(0, 50) });
  const known = new Set(options.clients.slice(0, 50));
  expect(planCuts(options).filter(({ client }) => known.has(client))).toEqual(some);
});
