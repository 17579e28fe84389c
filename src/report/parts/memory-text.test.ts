import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import type { RunResult } from "../../result/schema.ts";
import { memoryTables } from "./memory-text.ts";

/** A row a second; mqbench's memory rises by 36 MB an hour. */
function soaked(valid: boolean): RunResult {
  const seconds = Array.from({ length: 200 }, (_, second) => second);
  const columns = { brokerRss: seconds.map(() => 1e7), generatorRss: seconds.map((second) => 1e8 + second * 1e4) };
  const series = { seconds, phase: seconds.map(() => "measure"), columns };
  return fakeResult({ trials: [fakeTrial(0, { series, valid })] });
}

test("broker and mqbench are a line each: what they hold, how that moves an hour, within which bounds, and what that says", () => {
  expect(memoryTables(soaked(true)).flatMap(({ rows }) => rows)).toEqual([
    ["the broker", "10 MB", "0 B", "0 B", "0 B", "flat"],
    ["mqbench", "101 MB", "+36 MB", "+36 MB", "+36 MB", "growing"],
  ]);
});

test("a trial that is not valid yields no verdict", () => {
  const rows = memoryTables(soaked(false)).flatMap((table) => table.rows);
  expect(rows.filter(({ length }) => length > 1).map((row) => row.at(-1))).toEqual(["–", "–"]);
});

test("a run of less than two minutes says nothing", () => {
  expect(memoryTables(fakeResult())).toEqual([]);
});
