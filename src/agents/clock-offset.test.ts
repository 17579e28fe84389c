import fc from "fast-check";
import { expect, test } from "vitest";
import { describeClock, readClock } from "./clock-offset.ts";
import type { Exchange } from "./clock-offset.ts";

/** A question at a time by the asker's clock, to a clock that is ahead, over ways that may be unequal. */
function exchange(atNs: number, aheadNs: number, thereNs: number, workNs: number, backNs: number): Exchange {
  const received = atNs + thereNs + aheadNs;
  return {
    askedNs: BigInt(atNs),
    receivedNs: BigInt(received),
    answeredNs: BigInt(received + workNs),
    heardNs: BigInt(atNs + thereNs + workNs + backNs),
  };
}

test("equal ways give the offset exactly, whatever the answer took", () => {
  const reading = readClock([exchange(1e9, 250e6, 300_000, 5_000_000, 300_000)]);
  expect(reading).toEqual({ atNs: 1_000_000_000n, offsetNs: 250e6, roundTripNs: 600_000 });
});

test("of several exchanges the one with the shortest round trip counts", () => {
  const slow = exchange(0, 250e6, 9_000_000, 0, 100_000);
  const fast = exchange(1e9, 250e6, 200_000, 0, 200_000);
  expect(readClock([slow, fast, slow]).offsetNs).toBe(250e6);
});

test("the offset is right to half a round trip, however unequal the ways", () => {
  const ns = fc.integer({ min: 0, max: 1e9 });
  fc.assert(
    fc.property(ns, ns, ns, fc.integer({ min: -1e12, max: 1e12 }), (there, work, back, ahead) => {
      const { offsetNs, roundTripNs } = readClock([exchange(5e9, ahead, there, work, back)]);
      expect(Math.abs(offsetNs - ahead)).toBeLessThanOrEqual(roundTripNs / 2);
    }),
  );
});

test("a clock that runs faster is told, and what it gained is in the error", () => {
  const first = readClock([exchange(0, 1_000_000, 200_000, 0, 200_000)]);
  const last = readClock([exchange(10e9, 1_100_000, 200_000, 0, 200_000)]);
  const { offsetNs, errorNs, driftPpm } = describeClock(first, last);
  expect([offsetNs, errorNs, driftPpm]).toEqual([1_000_000, 300_000, 10]);
});
