import { expect, test } from "vitest";
import { chanceOf, wholeWithin } from "./part-values.ts";

const chances = Array.from({ length: 10_000 }, (_, sequence) => chanceOf(1, 3, 7, sequence));

test("chance is a small integer, which V8 returns without an object on the heap", () => {
  expect(chances.filter((chance) => !Object.is(chance, chance | 0))).toEqual([]);
});

test("a whole number lies anywhere within its bounds, and at both, whatever the sign of chance", () => {
  expect([-(2 ** 31), -1, 0, 2 ** 31 - 1].map((chance) => wholeWithin(chance, 20, 29))).toEqual([25, 29, 20, 24]);
  const counts = new Map<number, number>();
  for (const value of chances.map((chance) => wholeWithin(chance, 20, 29)))
    counts.set(value, (counts.get(value) ?? 0) + 1);
  expect(new Set(counts.keys())).toEqual(new Set([20, 21, 22, 23, 24, 25, 26, 27, 28, 29]));
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
