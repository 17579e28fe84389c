import { describe, expect, test } from "vitest";
import { costOf, shareOut, toCents } from "./amount.ts";

describe("money", () => {
  test.each([
    [975_000_000, "1.00", 1e6, 97_500n],
    [4_320_000_000, "0.08", 1e6, 34_560n],
    // 0.1 + 0.2 has no exact double, and 1.005 rounds down as one.
    [1, "1.005", 1, 101n],
    [3, "0.1", 1, 30n],
    [1, "0.004999999", 1, 0n],
    // More than a double can count in cents.
    [9_007_199_254_740_991, "999999999", 1, 9_007_199_254_740_991n * 999_999_999n * 100n],
  ])("of %d things at %s for %d is exact, half a cent up", (count, amount, per, cents) => {
    expect(toCents(costOf(count, amount, per))).toBe(cents);
  });

  test("of a price for a GiB is rounded once, behind twelve digits", () => {
    expect(costOf(1, "0.15", 1024 ** 3)).toBe(140n);
  });

  test.each([
    [100n, [1, 1, 1], [33n, 34n, 33n]],
    [1n, [864, 144, 0], [1n, 0n, 0n]],
    [0n, [1, 2, 3], [0n, 0n, 0n]],
    [7n, [0, 0, 0], [0n, 0n, 0n]],
  ])("%s cents are shared out by %s so that they add up", (cents, weights, shares) => {
    expect(shareOut(cents, weights)).toEqual(shares);
  });
});
