import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { historyEntry } from "../../analysis/history.ts";
import { fakeRun } from "../../analysis/testing/fake-runs.ts";
import { historyCheckCommand, historyShowCommand } from "./history.ts";

/** A history of as many runs, a day apart, with these bytes a message. */
function historyOf(wireBytes: readonly number[]): string {
  const folder = mkdtempSync(join(tmpdir(), "mqbench-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "fake.jsonl");
  const lines = wireBytes.map((bytes, index) => {
    const run = fakeRun({ serviceTimesNs: [400e3], values: { wireBytesPerMessage: bytes } });
    return `${JSON.stringify({ ...historyEntry(run), startedAt: `2026-11-0${index + 1}T08:00:00.000Z` })}\n`;
  });
  writeFileSync(path, lines.join(""));
  return path;
}

function checked(path: string): { readonly code: string; readonly text: string } {
  const said: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => said.push(String(text)) > 0);
  try {
    return { code: historyCheckCommand(path, { last: "10" }), text: said.join("") };
  } finally {
    spy.mockRestore();
  }
}

it("a history without a run is not green", () => {
  const empty = expect.objectContaining({
    code: "invalid",
    message: expect.stringMatching(/fake\.jsonl has no run: expected a line for each, got none$/u),
    hint: expect.stringContaining("mqbench history add"),
  });
  expect(() => historyCheckCommand(historyOf([]), { last: "10" })).toThrow(empty);
  expect(() => historyShowCommand(historyOf([]), {})).toThrow(empty);
});

it("too few runs for any change are said to be too few", () => {
  for (const runs of [[105], [105, 205]])
    expect(checked(historyOf(runs))).toEqual({
      code: "passed",
      text: `too few runs for any change to be seen: ${runs.length} of the 3 that a figure needs at least\n`,
    });
});

it("of as many runs as it takes a regression is found, and that there is none is said of the runs that there are", () => {
  expect(checked(historyOf([105, 105, 205]))).toMatchObject({
    code: "failed",
    text: expect.stringMatching(/^regressed: qos=2 wireBytesPerMessage: /u),
  });
  expect(checked(historyOf([105, 105, 105]))).toEqual({
    code: "passed",
    text: "no regression began in the last 3 of 3 runs\n",
  });
});
