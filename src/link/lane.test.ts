import { expect, test } from "vitest";
import { Lane } from "./lane.ts";
import { plainLink } from "./link-settings.ts";
import type { LinkSettings } from "./link-settings.ts";

const middle = (): number => 0.5;

/** Admits [bytes, at ms] in order and returns when each may leave, in ms. */
function leaves(
  settings: Partial<LinkSettings>,
  entries: readonly (readonly [number, number])[],
  random = middle,
): readonly number[] {
  const lane = new Lane<number>({ ...plainLink, ...settings }, random);
  for (const [index, [bytes, atMs]] of entries.entries()) lane.admit(index, bytes, atMs * 1e6);
  return entries.map((_, index) => {
    const { dueNs } = lane;
    expect(lane.take()).toBe(index);
    return dueNs / 1e6;
  });
}

test.each([
  // Nothing asked for: at once.
  {
    settings: {},
    entries: [
      [100, 0],
      [100, 3],
    ],
    out: [0, 3],
  },
  // The delay is of each by itself.
  {
    settings: { delayNs: 25e6 },
    entries: [
      [100, 0],
      [100, 3],
    ],
    out: [25, 28],
  },
  // 1,000 bytes a second: each waits for those before, then travels.
  {
    settings: { bytesPerSecond: 1000 },
    entries: [
      [100, 0],
      [100, 0],
      [100, 500],
    ],
    out: [100, 200, 600],
  },
  {
    settings: { bytesPerSecond: 1000, delayNs: 10e6 },
    entries: [
      [100, 0],
      [100, 150],
    ],
    out: [110, 260],
  },
  // What carries no bytes (the end of the stream) keeps its place.
  {
    settings: { bytesPerSecond: 1000 },
    entries: [
      [100, 0],
      [0, 0],
    ],
    out: [100, 100],
  },
] as const)("$settings lets $entries out at $out ms", ({ settings, entries, out }) => {
  expect(leaves(settings, entries)).toEqual(out);
});

test("jitter spreads the delay over delay ± jitter, and never reorders", () => {
  const draws = [0, 0.75, 0.25, 1];
  const next = (): number => draws.shift() ?? 0;
  const entries = [
    [1, 0],
    [1, 0],
    [1, 1],
    [1, 10],
  ] as const;
  // 20 − 10; 20 + 5; 1 + 20 − 5 comes not before the one before; 10 + 20 + 10.
  expect(leaves({ delayNs: 20e6, jitterNs: 10e6 }, entries, next)).toEqual([10, 25, 25, 40]);
});

test("an empty lane has nothing due, and counts what it holds", () => {
  const lane = new Lane<string>(plainLink, middle);
  expect(lane.dueNs).toBe(Number.POSITIVE_INFINITY);
  expect(lane.take()).toBeUndefined();
  for (let index = 0; index < 200; index += 1) lane.admit(`${index}`, 10, 0);
  expect(lane.queuedBytes).toBe(2000);
  for (let index = 0; index < 150; index += 1) expect(lane.take()).toBe(`${index}`);
  lane.admit("last", 10, 0);
  expect(lane.queuedBytes).toBe(510);
  for (let index = 150; index < 200; index += 1) expect(lane.take()).toBe(`${index}`);
  expect([lane.take(), lane.take(), lane.queuedBytes]).toEqual(["last", undefined, 0]);
});
