import { describe, expect, it } from "vitest";
import type { Machine, MachineFacts } from "../scenario/planning/placement.ts";
import { findingsOf } from "./machine-findings.ts";

const machine: Machine = {
  descriptorLimit: 20_000,
  portRange: [32_768, 60_999],
  cores: 2,
  memoryBytes: 24e9,
  addresses: ["127.0.0.1"],
};
const facts: MachineFacts = { clockSource: "tsc", clockReadNs: 61.4, missingPrograms: [], load: 0.1 };

const adviceOn = (what: string, changes: Partial<Machine & MachineFacts>): string | null =>
  findingsOf({ ...machine, ...changes }, { ...facts, ...changes }).find((each) => each.what === what)?.advice ?? null;

describe("findings", () => {
  it("say what there is, and what it allows", () => {
    expect(findingsOf(machine, facts).map(({ what, found }) => `${what}: ${found}`)).toMatchInlineSnapshot(`
      [
        "cores: 2: 1 to send with, the rest for the broker",
        "other load: 0.10 of 2 cores in the last minute",
        "file descriptors: 20,000 a process: 19,872 connections of one broker; mqbench takes more processes by itself",
        "source ports: 32768–60999: 27,949 connections to one broker; on loopback more addresses are taken beyond that",
        "memory: 24,000 MB free: about 1,142,000 idle connections to a frugal broker on this machine",
        "clock: tsc, 61 ns a reading",
        "ss: installed",
        "taskset: installed",
      ]
    `);
  });

  it("advise nothing on a machine that has enough", () => {
    expect(findingsOf(machine, facts).filter(({ advice }) => advice !== null)).toEqual([]);
  });

  it.each([
    ["cores", { cores: 1 }, /two or more/u],
    ["other load", { load: 0.6 }, /^end what else runs/u],
    ["file descriptors", { descriptorLimit: 1024 }, /^raise the limit: `ulimit -Hn 100000`/u],
    ["source ports", { portRange: [60_000, 60_999] as const }, /ip_local_port_range/u],
    ["memory", { memoryBytes: 1e8 }, /^free some/u],
    ["clock", { clockReadNs: 900 }, /clocksource/u],
    ["ss", { missingPrograms: ["ss"] }, /^apt-get install iproute2/u],
    ["taskset", { missingPrograms: ["taskset"] }, /^apt-get install util-linux/u],
  ])("advise on %s", (what, changes, words) => {
    expect(adviceOn(what, changes)).toMatch(words);
  });

  it("are of what is known", () => {
    const unknown = { descriptorLimit: null, portRange: null, memoryBytes: null, clockSource: null };
    const found = findingsOf({ ...machine, ...unknown }, { ...facts, ...unknown });
    expect(found.filter(({ advice }) => advice !== null)).toEqual([]);
    expect(found.map((each) => each.found)).toContain("no limit is known");
  });
});
