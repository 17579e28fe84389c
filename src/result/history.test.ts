import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { appendHistory, historyPath, readHistory } from "./history.ts";
import type { HistoryEntry } from "./history.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mqbench-history-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function entry(day: number, run = "aaaa"): HistoryEntry {
  const startedAt = `2026-11-0${day}T08:00:00.000Z`;
  return { startedAt, run, commit: null, dirty: null, mqbench: "0.1.0", cases: { "": { lost: 0 } } };
}

it("a run is a line, appended and read back", () => {
  const path = historyPath(join(folder, "new"), ["fake", "9e8d7c6b", "1a2b3c4d"]);
  appendHistory(join(folder, "new"), path, entry(1));
  const before = readFileSync(path, "utf8");
  appendHistory(join(folder, "new"), path, entry(2));
  expect(readFileSync(path, "utf8").startsWith(before)).toBe(true);
  expect(readHistory(path)).toEqual([entry(1), entry(2)]);
});

it("what a merge of two branches leaves is read: any order, a run in both once", () => {
  const path = join(folder, "merged.jsonl");
  const lines = [entry(3), entry(1), entry(3), entry(2, "bbbb"), entry(2)].map((each) => `${JSON.stringify(each)}\n`);
  writeFileSync(path, lines.join("\n"));
  expect(readHistory(path).map(({ startedAt, run }) => `${startedAt.slice(8, 10)} ${run}`)).toEqual([
    "01 aaaa",
    "02 bbbb",
    "02 aaaa",
    "03 aaaa",
  ]);
});

it("a line that is none is said with its place", () => {
  const path = join(folder, "broken.jsonl");
  writeFileSync(path, `${JSON.stringify(entry(1))}\n<<<<<<< HEAD\n`);
  expect(() => readHistory(path)).toThrow(`${path}:2: is not JSON`);
  writeFileSync(path, '{"run":1}\n');
  expect(() => readHistory(path)).toThrow(`${path}:1: startedAt`);
  expect(() => readHistory(join(folder, "none.jsonl"))).toThrow("cannot read the history");
});
