import { expect, it } from "vitest";
import { IntervalCounts, slotOf } from "./interval-counts.ts";

it("hands over the buckets that were used, ascending, and begins the next interval with none", () => {
  const counts = new IntervalCounts();
  for (const ns of [5000, 7, 5000, 3e12]) counts.record(ns);
  const first = counts.take();
  expect([[...first.slots], [...first.counts]]).toEqual([
    [7, slotOf(5000), slotOf(3e12)],
    [1, 2, 1],
  ]);
  counts.record(5000);
  const second = counts.take();
  expect([[...second.slots], [...second.counts], second.count, second.min, second.max, second.sum]).toEqual([
    [slotOf(5000)],
    [1],
    1,
    5000,
    5000,
    5000,
  ]);
});

it("hands over nothing of an interval without a value", () => {
  const empty = new IntervalCounts().take();
  expect([[...empty.slots], [...empty.counts], empty.count, empty.min, empty.max]).toEqual([[], [], 0, 0, 0]);
});
