import { expect, test } from "vitest";
import { judgeAgents } from "./agents.ts";
import type { JudgedAgents } from "./agents.ts";

const one = {
  name: "a",
  sent: 50,
  acknowledged: 50,
  delivered: 100,
  latency: { metric: "publishLatency", p99Ns: 2e6 },
};
const sound: JudgedAgents = {
  startSkewNs: 2e6,
  agents: [one, { ...one, name: "b" }, { ...one, name: "c" }],
  acrossClocks: null,
  merged: { sent: 150, acknowledged: 150, delivered: 300 },
  measureNs: 30e9,
};

function codes(changes: Partial<JudgedAgents>): readonly string[] {
  const { invalidBecause, warnings } = judgeAgents({ ...sound, ...changes });
  return [...invalidBecause, ...warnings].map(({ code }) => code);
}

test("agents that began together and add up are believed", () => {
  expect(codes({})).toEqual([]);
});

test.each([
  [99e6, 30e9, []],
  [101e6, 30e9, ["start-skew"]],
  // 1 % of a second.
  [11e6, 1e9, ["start-skew"]],
  [null, 1e9, []],
])("starts %s ns apart in a measure of %s ns: %j", (startSkewNs, measureNs, expected) => {
  expect(codes({ startSkewNs, measureNs })).toEqual(expected);
});

test("a message that one agent counted and all together did not is said with both counts", () => {
  const { invalidBecause } = judgeAgents({ ...sound, merged: { sent: 150, acknowledged: 149, delivered: 300 } });
  expect(invalidBecause).toEqual([
    { code: "merge-differs", text: "acknowledged: the agents counted 150 one by one, and 149 together" },
  ]);
});

test("an agent whose p99 is more than twice the others' is named", () => {
  const apart = { ...one, name: "busy", latency: { metric: "publishLatency", p99Ns: 4.1e6 } };
  const { warnings } = judgeAgents({ ...sound, agents: [one, { ...one, name: "b" }, apart] });
  expect(warnings.map(({ text }) => text)).toEqual([
    "busy alone has a publishLatency p99 of 4.1 ms, the others 2 ms: look at that machine before the broker",
  ]);
});

test("deliveries across clocks are said", () => {
  expect(codes({ acrossClocks: { deliveries: 60, of: 120 } })).toEqual(["across-clocks"]);
});
