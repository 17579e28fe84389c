import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeResult, fakeTrial } from "./testing/fake-result.ts";
import { ResultFile } from "./result-file.ts";
import { readResult } from "./store.ts";

const startedAt = new Date("2026-11-23T08:00:12.345Z");
const commit = "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b";
const name = "2026-11-23T080012Z-1a2b3c4.json";
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mqbench-test-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The file of a run that began in that second, with that commit. */
function fileIn(where: string): ResultFile {
  return new ResultFile(where, { startedAt, commit });
}

/** A folder that nobody can make nor write, root included: a regular file is in its way. */
function unwritable(): string {
  writeFileSync(join(folder, "file"), "in the way");
  return join(folder, "file", "results");
}

describe("the name of a result", () => {
  it.each([
    ["the time and the commit", { startedAt, commit }, name],
    ["the time alone outside a repository", { startedAt, commit: null }, "2026-11-23T080012Z.json"],
    [
      "with its kind before and its side behind",
      { startedAt, commit: null, kind: "capacity", label: "a" },
      "capacity-2026-11-23T080012Z-a.json",
    ],
  ])("is %s", (_, named, expected) => {
    new ResultFile(folder, named).save(fakeResult());
    expect(readdirSync(folder)).toEqual([expected]);
  });

  it("is not taken before there is something to save", () => {
    fileIn(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is no other run's that began in the same second in the same folder", () => {
    const files = ["first", "second", "third"].map((run) => ({ run, file: fileIn(folder) }));
    // Each saves after both of its trials, in turn.
    for (const trials of [[fakeTrial(0)], [fakeTrial(0), fakeTrial(2)]])
      for (const { run, file } of files) file.save(fakeResult({ run, trials }));
    const kept = readdirSync(folder).map((each) => readResult(join(folder, each)).result);
    expect(kept.map(({ run }) => run).toSorted()).toEqual(["first", "second", "third"]);
    expect(kept.map(({ trials }) => trials.length)).toEqual([2, 2, 2]);
  });
});

describe("saving a result", () => {
  it("keeps it so that it is read back the same", () => {
    expect(fileIn(folder).save(fakeResult())).toEqual({ path: join(folder, name), problem: null });
    expect(readResult(join(folder, name)).result).toEqual(fakeResult());
  });

  it("replaces what was saved after the trial before", () => {
    const file = fileIn(folder);
    file.save(fakeResult({ trials: [fakeTrial(0)], status: "partial" }));
    file.save(fakeResult());
    expect(readResult(join(folder, name)).result.trials).toHaveLength(2);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it("puts it elsewhere where its place cannot be written, and says why", () => {
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    vi.stubEnv("TMPDIR", elsewhere);
    const saved = fileIn(unwritable()).save(fakeResult());
    expect(saved).toEqual({ path: join(elsewhere, name), problem: expect.stringMatching(/^ENOTDIR: /u) });
    expect(readResult(join(elsewhere, name)).result).toEqual(fakeResult());
  });

  it("overwrites nobody's elsewhere either, and keeps to its own there", () => {
    vi.stubEnv("TMPDIR", folder);
    writeFileSync(join(folder, name), "somebody's");
    const file = fileIn(unwritable());
    const paths = [file.save(fakeResult({ run: "one" })).path, file.save(fakeResult({ run: "two" })).path];
    expect(paths.map((path) => basename(path ?? ""))).toEqual([
      "2026-11-23T080012Z-1a2b3c4-2.json",
      "2026-11-23T080012Z-1a2b3c4-2.json",
    ]);
    expect(readdirSync(folder).toSorted()).toEqual(["2026-11-23T080012Z-1a2b3c4-2.json", name, "file"]);
  });

  it("puts it in its place once that can be written, and leaves no older part elsewhere", () => {
    const [results, elsewhere] = [join(folder, "results"), join(folder, "elsewhere")];
    mkdirSync(elsewhere);
    vi.stubEnv("TMPDIR", elsewhere);
    const file = fileIn(results);
    file.save(fakeResult({ trials: [fakeTrial(0)] }));
    mkdirSync(results);
    expect(file.save(fakeResult())).toEqual({ path: join(results, name), problem: null });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it("says that it is nowhere where nothing can be written", () => {
    vi.stubEnv("TMPDIR", join(folder, "missing"));
    const saved = fileIn(unwritable()).save(fakeResult());
    expect(saved).toEqual({ path: null, problem: expect.stringMatching(/^ENOTDIR: /u) });
  });

  it("leaves the earlier result whole where the next cannot be written", () => {
    const [results, moved] = [join(folder, "results"), join(folder, "moved")];
    mkdirSync(results);
    vi.stubEnv("TMPDIR", join(folder, "missing"));
    const file = fileIn(results);
    file.save(fakeResult());
    renameSync(results, moved);
    expect(file.save(fakeResult({ run: "next" })).path).toBeNull();
    expect(readResult(join(moved, name)).result).toEqual(fakeResult());
  });
});
