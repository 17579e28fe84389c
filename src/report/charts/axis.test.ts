import { expect, test } from "vitest";
import { axisOf } from "./axis.ts";

function ticksOf(values: readonly number[], changes: Partial<Parameters<typeof axisOf>[0]> = {}): readonly string[] {
  return axisOf({ title: "", unit: "count", values, ...changes }).ticks.map(({ text }) => text);
}

test.each<readonly [readonly number[], readonly string[]]>([
  [
    [3, 97],
    ["0", "50", "100"],
  ],
  [
    [0, 10],
    ["0", "5", "10"],
  ],
  [
    [0.02, 0.7],
    ["0", "0.2", "0.4", "0.6", "0.8"],
  ],
  [
    [0, 1500],
    ["0", "500", "1,000", "1,500"],
  ],
  [
    [-3, 8],
    ["−5", "0", "5", "10"],
  ],
  [[7], ["0", "2", "4", "6", "8"]],
  [[], ["0", "0.5", "1"]],
])("%j has an axis from 0 with the ticks %j", (values, texts) => {
  expect(ticksOf(values)).toEqual(texts);
});

test("an axis has one unit, and says where it begins other than at 0", () => {
  const free = axisOf({ title: "time", unit: "ns", values: [0.95e6, 1.05e6], isFree: true });
  expect(free.title).toBe("time, ms, from 0.95");
  expect(axisOf({ title: "time", unit: "ns", values: [0.95e6, 1.05e6] }).title).toBe("time, ms");
  expect(axisOf({ title: "CPU", unit: "ratio", values: [0.3] }).title).toBe("CPU, %");
});

test("a value lies where its share of the axis is, also beyond its ends", () => {
  const { at } = axisOf({ title: "", unit: "bytes", values: [0, 8e6] });
  expect([at(0), at(4e6), at(8e6), at(-1), at(9e9)]).toEqual([0, 0.5, 1, 0, 1]);
});

test("a logarithmic axis has ticks by its decades, and says so", () => {
  const axis = axisOf({ title: "latency", unit: "ns", values: [120e3, 90e6], isLog: true });
  expect(axis.title).toBe("latency, ms, logarithmic");
  expect(axis.ticks.map(({ text }) => text)).toEqual(["0.1", "0.3", "1", "3", "10", "30", "100"]);
  expect(axis.at(1e6)).toBeCloseTo(1 / 3, 6);
});
