import { expect, it } from "vitest";
import { addLogs, isMarkedLine, LogCounter } from "./log-counter.ts";
import { mosquitto } from "../brokers/mosquitto.ts";

it("counts lines of one cause as one kind, also when they come in pieces", () => {
  const counter = new LogCounter(() => true);
  counter.feed("1769: Client ab01 has exceeded its quota.\n1769: Client ab");
  counter.feed("02 has exceeded its quota.\n\n1770: Warning: low on memory\nnot whole");
  expect(counter.read()).toEqual({
    lines: 3,
    kinds: [
      { text: "Client … has exceeded its quota.", count: 2 },
      { text: "Warning: low on memory", count: 1 },
    ],
  });
});

it.each([
  ["[4711] 2026/11/28 18:00:00.1 [WRN] Slow consumer", true],
  ["[4711] 2026/11/28 18:00:00.1 [INF] Server is ready", false],
  ["2026-11-28 18:00:00.1+00:00 [warning] <0.1.0> too slow", true],
  ["2026-11-28 18:00:00,100 WARN TopicRegion no space", true],
] as const)("%j is a complaint: %s", (line, is) => {
  expect(isMarkedLine(line)).toBe(is);
});

it("does not keep more kinds than anybody reads", () => {
  const counter = new LogCounter(() => true);
  for (let number = 0; number < 1000; number += 1) counter.feed(`${"a".repeat(number % 150)} said\n`);
  const { lines, kinds } = counter.read();
  expect([lines, kinds.length]).toEqual([1000, 5]);
});

it.each([
  ["1764367531: Warning: Mosquitto should not be run as root/administrator.", false],
  ["1764367532: Warning: Address family not supported", true],
  ["1764367533: Client ab01 has exceeded its quota.", true],
])("mosquitto's %j is a complaint of the load: %s", (line, is) => {
  expect(mosquitto.complains?.(line)).toBe(is);
});

it("adds the logs of several instances", () => {
  const log = { lines: 2, kinds: [{ text: "a", count: 2 }] };
  expect(addLogs([log, { lines: 4, kinds: [{ text: "b", count: 4 }] }, log])).toEqual({
    lines: 8,
    kinds: [
      { text: "a", count: 4 },
      { text: "b", count: 4 },
    ],
  });
});
