import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MqbenchError } from "../errors.ts";
import { fakeResult, fakeTrial } from "./fake-result.ts";
import { openResultFolder, readResult, resultFileName, saveResult } from "./store.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mqbench-test-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A path in the fresh folder, with this text in it. */
function given(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** A path that nobody can write, root included: a regular file is in its way. */
function unwritable(name: string): string {
  return join(given("file", "in the way"), name);
}

/** What reading a path, or opening a folder, is refused with, without the fresh folder's path. */
function refusal(action: () => unknown): { readonly problem: string; readonly hint: string | undefined } {
  try {
    action();
  } catch (error) {
    if (!(error instanceof MqbenchError)) throw error;
    return { problem: error.message.replaceAll(`${folder}/`, "").replaceAll(folder, "."), hint: error.hint };
  }
  throw new Error("not refused");
}

describe("saveResult", () => {
  it("keeps a result so that it is read back the same", () => {
    const path = join(folder, "a.json");
    expect(saveResult(path, fakeResult())).toEqual({ path, problem: null });
    expect(readResult(path)).toEqual({ path, result: fakeResult() });
  });

  it("replaces what was saved after the trial before", () => {
    const path = join(folder, "a.json");
    saveResult(path, fakeResult({ trials: [fakeTrial(0)], status: "partial" }));
    saveResult(path, fakeResult());
    expect(readResult(path).result.trials).toHaveLength(2);
  });

  it("leaves nothing else behind", () => {
    saveResult(join(folder, "a.json"), fakeResult());
    expect(readdirSync(folder)).toEqual(["a.json"]);
  });

  it("saves elsewhere where its place cannot be written, and says why", () => {
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    vi.stubEnv("TMPDIR", elsewhere);
    const saved = saveResult(unwritable("a.json"), fakeResult());
    expect(saved).toEqual({ path: join(elsewhere, "a.json"), problem: expect.stringMatching(/^ENOTDIR: /u) });
    expect(readResult(join(elsewhere, "a.json")).result).toEqual(fakeResult());
  });

  it("saves nowhere where nothing can be written", () => {
    const path = unwritable("a.json");
    vi.stubEnv("TMPDIR", join(folder, "file"));
    expect(saveResult(path, fakeResult())).toEqual({ path: null, problem: expect.stringMatching(/^ENOTDIR: /u) });
  });

  it("leaves the earlier result whole where the next cannot be written", () => {
    const path = join(folder, "a.json");
    saveResult(path, fakeResult());
    // A folder where the draft would go.
    mkdirSync(`${path}.${process.pid}.part`);
    vi.stubEnv("TMPDIR", join(folder, "missing"));
    expect(saveResult(path, fakeResult({ run: "next" })).path).toBeNull();
    expect(readResult(path).result).toEqual(fakeResult());
  });
});

describe("readResult", () => {
  it("reads the newest of a folder", () => {
    for (const day of ["21", "23", "22"])
      given(`2026-11-${day}T080012Z-1a2b3c4.json`, JSON.stringify(fakeResult({ run: day })));
    const { path, result } = readResult(folder);
    expect([path, result.run]).toEqual([join(folder, "2026-11-23T080012Z-1a2b3c4.json"), "23"]);
  });

  it("of several in one second reads the one with the largest number", () => {
    for (const number of ["", "-2", "-10"]) {
      given(`a/2026-11-23T080012Z-1a2b3c4${number}.json`, JSON.stringify(fakeResult({ run: `number${number}` })));
    }
    expect(readResult(join(folder, "a")).result.run).toBe("number-10");
  });

  it("reads the newest of all scenarios below a folder", () => {
    given("a/2026-11-23T080012Z.json", JSON.stringify(fakeResult({ run: "newest" })));
    given("b/2026-11-22T080012Z.json", JSON.stringify(fakeResult({ run: "older" })));
    expect(readResult(folder).result.run).toBe("newest");
  });

  it("does not take other files of a folder for results", () => {
    given("2026-11-21T080012Z.json", JSON.stringify(fakeResult({ run: "only" })));
    given("2026-11-22T080012Z.json.123.part", "{");
    given("package.json", "{}");
    expect(readResult(folder).result.run).toBe("only");
  });

  it("refuses a folder without results", () => {
    expect(refusal(() => readResult(folder))).toMatchInlineSnapshot(`
      {
        "hint": "a run prints where it saved its result",
        "problem": "no result in .",
      }
    `);
  });

  it("refuses a path that does not exist", () => {
    expect(refusal(() => readResult(join(folder, "missing.json")))).toMatchInlineSnapshot(`
      {
        "hint": "a run prints where it saved its result",
        "problem": "no such file or folder: missing.json",
      }
    `);
  });

  it("refuses a truncated file", () => {
    const text = JSON.stringify(fakeResult());
    const path = given("a.json", text.slice(0, text.length / 2));
    expect(refusal(() => readResult(path)).problem).toMatch(/^a\.json is not whole JSON \(truncated\?\): /u);
  });

  it("refuses an empty file", () => {
    const path = given("a.json", "");
    expect(refusal(() => readResult(path)).problem).toMatch(/^a\.json is not whole JSON \(truncated\?\): /u);
  });

  it("refuses a result of a newer version and says what to do", () => {
    const path = given("a.json", JSON.stringify({ ...fakeResult(), version: 2, news: true }));
    expect(refusal(() => readResult(path))).toMatchInlineSnapshot(`
      {
        "hint": "update mqbench",
        "problem": "a.json is a result of version 2, this mqbench reads up to 1",
      }
    `);
  });

  it.each([
    ["{}"], // another object
    ["null"], // nothing
    ["[1, 2]"], // a list
    ['{"schema":"vegeta/result","version":1}'], // another program's
    ['{"schema":"mqbench/result"}'], // no version
  ])("refuses %s: not a result", (text) => {
    const path = given("a.json", text);
    expect(refusal(() => readResult(path)).problem).toBe("a.json is not a result of mqbench");
  });

  it("says where a result is damaged", () => {
    const path = given("a.json", JSON.stringify({ ...fakeResult(), startedAt: 5 }));
    expect(refusal(() => readResult(path)).problem).toMatch(/^a\.json is damaged: startedAt: /u);
  });
});

describe("openResultFolder", () => {
  it("makes the scenario's folder, with those above it", () => {
    const opened = openResultFolder(join(folder, "results"), "smoke");
    expect([opened, readdirSync(opened)]).toEqual([join(folder, "results", "smoke"), []]);
  });

  it("takes a folder that is there already, and leaves what is in it", () => {
    given("smoke/a.json", "{}");
    expect(readdirSync(openResultFolder(folder, "smoke"))).toEqual(["a.json"]);
  });

  it("refuses a folder that cannot be written, before the run", () => {
    const out = unwritable("results");
    expect(refusal(() => openResultFolder(out, "smoke"))).toMatchInlineSnapshot(`
      {
        "hint": "choose another with --out DIR",
        "problem": "the results folder file/results/smoke cannot be written: ENOTDIR: not a directory, mkdir 'file/results/smoke'",
      }
    `);
  });
});

describe("resultFileName", () => {
  const startedAt = new Date("2026-11-23T08:00:12.345Z");
  const commit = "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b";

  it("is the time and the commit", () => {
    expect(resultFileName(folder, { startedAt, commit })).toBe("2026-11-23T080012Z-1a2b3c4.json");
  });

  it("is the time alone outside a repository", () => {
    expect(resultFileName(folder, { startedAt, commit: null })).toBe("2026-11-23T080012Z.json");
  });

  it("is not taken twice", () => {
    const names = [1, 2, 3].map(() => {
      const name = resultFileName(folder, { startedAt, commit });
      given(name, "{}");
      return name;
    });
    expect(new Set(names).size).toBe(3);
  });
});
