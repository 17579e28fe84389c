import { expect, test } from "vitest";
import { AnswerGaps } from "./answer-gaps.ts";

const times = { startNs: 0, measureFromNs: 1000, measureToNs: 9000 };

function gapsOf(...acknowledgedNs: readonly number[]): AnswerGaps {
  const gaps = new AnswerGaps();
  gaps.begin(times);
  for (const atNs of acknowledgedNs) gaps.acknowledged(atNs);
  return gaps;
}

test("the longest time without an acknowledgement is told", () => {
  expect(gapsOf(1100, 3100, 3200, 8900).longestNs(20_000)).toBe(5700);
});

test("measure's own beginning and end are ends of a gap", () => {
  expect(gapsOf(4000).longestNs(20_000)).toBe(5000);
  expect(gapsOf(7000).longestNs(20_000)).toBe(6000);
  expect(gapsOf().longestNs(20_000)).toBe(8000);
});

test("what is acknowledged before or after measure, or after an early end, makes none", () => {
  expect(gapsOf(500, 1100, 30_000).longestNs(40_000)).toBe(7900);
  expect(gapsOf(1100, 2000).longestNs(2500)).toBe(900);
});
