import { expect, it } from "vitest";
import { isTakenByOthers, whyLate } from "./lateness.ts";
import type { Lateness } from "./lateness.ts";

const machine = { cores: 2, otherCpu: 0.05, steal: 0, isBrokerApart: true };
const idle: Lateness = { threadCpu: 0.12, threadRunDelay: 0.01, machine };
const advice = "use fewer sensors a worker, more workers or a lower rate";

it.each<[string, Partial<Lateness>, string]>([
  [
    "other programs",
    { machine: { ...machine, otherCpu: 1.7 } },
    "other programs used 1.7 of 2 cores: end them, or measure again without them",
  ],
  ["mqbench itself", { threadCpu: 0.9 }, advice],
  [
    "both",
    { threadCpu: 0.9, machine: { ...machine, otherCpu: 0.8 } },
    `other programs used 0.8 of 2 cores: end them, or measure again without them; ${advice}`,
  ],
  [
    "the hypervisor",
    { machine: { ...machine, steal: 0.3 } },
    "the hypervisor kept 0.3 of 2 cores for others: measure again",
  ],
  [
    "the broker beside it",
    { threadRunDelay: 0.3 },
    "a sending thread used 0.12 of a core and waited 30 % of measure for one; other programs used 0.05 of 2 cores: mqbench and the broker share the rest; use a lower rate, or more cores",
  ],
  [
    "nothing that is known",
    {},
    "a sending thread used 0.12 of a core, other programs used 0.05 of 2 cores: neither explains it; measure again",
  ],
  ["a system that does not tell", { machine: null }, advice],
])("of lateness %s is named", (_, changes, words) => {
  expect(whyLate({ ...idle, ...changes })).toBe(words);
});

it("a broker whose CPU is not known may be among the other programs, which is said, and takes no verdict", () => {
  const url = { ...machine, otherCpu: 1.7, isBrokerApart: false };
  expect(whyLate({ ...idle, machine: url })).toMatch(
    /^other programs \(the broker among them, where it runs here\) used 1\.7/u,
  );
  expect(isTakenByOthers(url)).toBe(false);
  expect(isTakenByOthers({ ...url, isBrokerApart: true })).toBe(true);
  expect(isTakenByOthers({ ...machine, steal: 0.2 })).toBe(true);
  expect(isTakenByOthers(machine)).toBe(false);
});
