import { expect, test } from "vitest";
import { middleOf } from "./figure.ts";

const exact = (value: number) => ({ value, isAtLeast: false, estimate: null });
const bound = (value: number, estimate: number | null) => ({ value, isAtLeast: true, estimate });

test("over trials the middle of what was measured counts", () => {
  expect(middleOf([exact(1), exact(3), exact(2)])).toEqual({ value: 2, isAtLeast: false, isEstimate: false });
  expect(middleOf([])).toBe(null);
});

test("of bounds the middle of their estimates counts, where each has one", () => {
  expect(middleOf([bound(1, 10), bound(2, 30), bound(3, 20)])).toEqual({
    value: 20,
    isAtLeast: false,
    isEstimate: true,
  });
  expect(middleOf([bound(1, 10), exact(12)])).toEqual({ value: 11, isAtLeast: false, isEstimate: true });
  expect(middleOf([bound(1, 10), bound(2, null), bound(3, 20)])).toEqual({
    value: 2,
    isAtLeast: true,
    isEstimate: false,
  });
});
