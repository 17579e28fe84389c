import { describe, expect, test } from "vitest";
import {
  absent,
  formatAlike,
  formatBytes,
  formatCount,
  formatDuration,
  formatMultiple,
  formatNs,
  formatPercent,
  formatTable,
  formatValue,
} from "./format.ts";

test.each([
  [0, "0"], // zero has no unit
  [12, "12 ns"],
  [999.4, "999 ns"],
  [999.6, "1 µs"], // never 1,000 of the smaller unit
  [1234, "1.23 µs"],
  [45_678, "45.7 µs"],
  [1.5e6, "1.5 ms"],
  [2.0247e9, "2.02 s"],
  [-132_000, "−132 µs"],
  [12.345e9, "12.3 s"],
])("%d ns is %s", (ns, text) => {
  expect(formatNs(ns)).toBe(text);
});

test.each([
  [92, "92 B"],
  [105.25, "105 B"],
  [9999, "9,999 B"],
  [14_800, "14.8 kB"],
  [266e6, "266 MB"],
  [1.5e9, "1.5 GB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [60_000, "60,000"],
  [1999.6, "2,000"],
  [4, "4"],
  [2.5, "2.5"],
  [0.12345, "0.123"],
])("%d counted is %s", (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [0.4375, "43.8 %"],
  [3.28125, "328 %"],
  [0, "0 %"],
])("the share %d is %s", (share, text) => {
  expect(formatPercent(share)).toBe(text);
});

test.each([
  [45e9, "45 s"],
  [3.11e9, "3.11 s"],
  [120e9, "2 min"],
  [207e9, "3 min 27 s"],
])("a phase of %d ns takes %s", (ns, text) => {
  expect(formatDuration(ns)).toBe(text);
});

test.each([
  [1, "×1"],
  [1.5, "×1.5"],
  [1.02, "×1.02"],
  [12.34, "×12.3"],
])("the multiple %d is %s", (multiple, text) => {
  expect(formatMultiple(multiple)).toBe(text);
});

describe("a value", () => {
  test("that does not exist is a dash, zero is zero", () => {
    expect([formatValue(null, "ns"), formatValue(undefined, "bytes"), formatValue(0, "count")]).toEqual([
      absent,
      absent,
      "0",
    ]);
  });

  test("of a rate says so", () => {
    expect(formatValue(1999.7, "perSecond")).toBe("2,000/s");
  });
});

test("a table aligns its first column left and the others right, and leaves a heading its line", () => {
  const rows = [["", "a", "bb"], ["heading of a section"], ["  row", "1", "200"], ["  longer row", "30", ""]];
  expect(formatTable(rows, 2)).toMatchInlineSnapshot(`
    [
      "               a   bb",
      "heading of a section",
      "  row          1  200",
      "  longer row  30",
    ]
  `);
});

test.each<readonly [readonly (number | null)[], "ns" | "bytes" | "count", readonly string[]]>([
  [[874e3, 921e3, 1.05e6], "ns", ["0.874 ms", "0.921 ms", "1.05 ms"]],
  [[null, 140e3, 0], "ns", ["–", "140 µs", "0"]],
  [[300, 2e9], "ns", ["300 ns", "2 s"]], // too far apart for one unit
  [[91, 105], "bytes", ["91 B", "105 B"]],
  [[8.5e6, 145e6], "bytes", ["8.5 MB", "145 MB"]],
  [[3, 1200], "count", ["3", "1,200"]],
])("%j beside each other in %s are %j", (values, unit, texts) => {
  expect(formatAlike(values, unit)).toEqual(texts);
});
