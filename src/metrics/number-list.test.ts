import { expect, it } from "vitest";
import { NumberList } from "./number-list.ts";

it("has every number that was pushed, in order, however many there are", () => {
  const list = new NumberList();
  const pushed = Array.from({ length: 1000 }, (_, at) => at / 10);
  for (const number of pushed) list.push(number);
  expect([list.length, ...list]).toEqual([1000, ...pushed]);
});

it("is empty at first", () => {
  expect([...new NumberList()]).toEqual([]);
});
