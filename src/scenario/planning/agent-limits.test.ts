/** What an agent's machine must have for its part. */
import { expect, test } from "vitest";
import { fakeScenario, fakeSensors } from "../testing/fake-scenario.ts";
import { findAgentShortage } from "./agent-limits.ts";
import type { Machine } from "./placement.ts";

const machine: Machine = {
  descriptorLimit: 1000,
  portRange: [32_768, 33_767],
  cores: 4,
  memoryBytes: null,
  addresses: ["127.0.0.1", "10.0.0.7"],
};
const scenario = fakeScenario({ sensors: [fakeSensors({ count: 1600 })] });
const placement = { shards: 4, perAgent: 2, as: "processes", sources: [] } as const;

test.each([
  ["enough of everything", {}, {}, undefined],
  [
    "descriptors of a process",
    {},
    { descriptorLimit: 500 },
    /^\d+ file descriptors are needed in each of its processes/u,
  ],
  ["ports", {}, { portRange: [32_768, 33_167] }, /^80\d source ports are needed for one broker, there are 396$/u],
  [
    "ports, with addresses that share them",
    { sources: ["10.0.0.7", "127.2.0.1", "127.2.0.2"] },
    { portRange: [32_768, 33_167] },
    undefined,
  ],
  [
    "an address that is another machine's",
    { sources: ["10.0.0.8"] },
    {},
    /^10\.0\.0\.8, which its clients are to connect from, is no address of its machine$/u,
  ],
] as const)("%s", (_, placed, has, problem) => {
  const found = findAgentShortage(scenario, { ...placement, ...placed }, { ...machine, ...has })?.problem;
  expect(found ?? "").toMatch(problem ?? /^$/u);
});
