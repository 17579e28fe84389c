import { expect, test } from "vitest";
import { doubtClosedLoop } from "./closed-loop.ts";

function said(closedLoop: Parameters<typeof doubtClosedLoop>[0]["closedLoop"]): readonly string[] {
  const notes: string[] = [];
  doubtClosedLoop({ closedLoop }, (code, text) => notes.push(`${code}: ${text}`));
  return notes;
}

test("a closed loop says what its latencies leave out, and for how long nothing came", () => {
  expect(said({ longestGapNs: 2.013e9 })).toEqual([
    "closed-loop: in a closed loop latencies count from the actual send, of as many messages as the broker let through: what a stall kept from being sent is in no percentile; the longest time in which nothing was acknowledged was 2,010 ms",
  ]);
});

test("where nothing is acknowledged there is no such time, and in an open loop nothing is left out", () => {
  expect(said({ longestGapNs: null })).toEqual([expect.stringMatching(/in no percentile$/u)]);
  expect(said(null)).toEqual([]);
});
