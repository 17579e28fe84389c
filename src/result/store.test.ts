import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MqbenchError } from "../errors.ts";
import { fakeResult } from "./testing/fake-result.ts";
import { openResultFolder, readResult, replaceFile } from "./store.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mqbench-test-"));
});

afterEach(() => {
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

describe("replaceFile", () => {
  it("leaves what was there whole, and nothing else, where the next cannot be written", () => {
    // The draft's name is longer than a name may be.
    const path = given(`${"a".repeat(250)}.txt`, "before");
    expect(() => replaceFile(path, "after")).toThrow(/^ENAMETOOLONG: /u);
    expect([readFileSync(path, "utf8"), readdirSync(folder)]).toEqual(["before", [basename(path)]]);
  });
});

describe("readResult", () => {
  it("reads the newest of a folder", () => {
    for (const day of ["21", "23", "22"])
      given(`2026-11-${day}T080012Z-1a2b3c4.json`, JSON.stringify(fakeResult({ run: day })));
    const { path, result } = readResult(folder);
    expect([path, result.run]).toEqual([join(folder, "2026-11-23T080012Z-1a2b3c4.json"), "23"]);
  });

  it("takes no side of an ab for the newest run of a folder", () => {
    given("2026-11-21T080012Z-1a2b3c4.json", JSON.stringify(fakeResult({ run: "run" })));
    for (const side of ["a", "b", "b-2"])
      given(`2026-11-23T080012Z-1a2b3c4-${side}.json`, JSON.stringify(fakeResult()));
    expect(readResult(folder).result.run).toBe("run");
  });

  it("says which file to name where a folder has sides of an ab only", () => {
    given("2026-11-23T080012Z-1a2b3c4-b.json", JSON.stringify(fakeResult()));
    expect(refusal(() => readResult(folder))).toEqual({
      problem: ". has the sides of comparisons only (mqbench ab): which one is meant?",
      hint: `name the file, such as ${join(folder, "2026-11-23T080012Z-1a2b3c4-b.json")}`,
    });
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

  it("refuses a device, which has no end", () => {
    expect(refusal(() => readResult("/dev/zero"))).toMatchObject({
      problem: "/dev/zero is neither a file nor a folder",
    });
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

  it("says what a baseline and a scenario are for", () => {
    const baseline = given("base.json", '{"schema":"mqbench/baseline","version":1}');
    expect(refusal(() => readResult(baseline))).toEqual({
      problem: "base.json is not a result of mqbench",
      hint: "it is a baseline: `mqbench gate RESULT --baseline FILE` reads it",
    });
    const scenario = given("a.yaml", "name: x");
    expect(refusal(() => readResult(scenario)).hint).toBe(
      "if it is a scenario, `mqbench run` measures it, and saves a result",
    );
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

  it("refuses a folder in which nothing can be made, instead of trying for ever", () => {
    expect(refusal(() => openResultFolder("/proc/mqbench", "smoke"))).toMatchInlineSnapshot(`
      {
        "hint": "choose another with --out DIR",
        "problem": "the results folder /proc/mqbench/smoke cannot be written: ENOENT: no such file or directory, mkdir '/proc/mqbench'",
      }
    `);
  });

  it("refuses a folder that cannot be written, before the run", () => {
    const out = unwritable("results");
    expect(refusal(() => openResultFolder(out, "smoke"))).toMatchInlineSnapshot(`
      {
        "hint": "choose another with --out DIR",
        "problem": "the results folder file/results/smoke cannot be written: ENOTDIR: not a directory, mkdir 'file/results'",
      }
    `);
  });
});

it.each([["../../x"], ["a/b"], ["/etc/x"], [""], [".hidden"], [["../x"]], [{}]])(
  "a result whose scenario is named %j is refused: the name becomes a part of file names",
  (name) => {
    const file = given("result.json", JSON.stringify({ ...fakeResult(), scenario: { name } }));
    expect(() => readResult(file)).toThrow(/is damaged: scenario\.name: is not a valid name/u);
  },
);

it("reads texts of a result as one line each, so that none stands for a line of a report", () => {
  const warnings = [{ code: "x", text: "a\n::error::b\u202E" }];
  const file = given("result.json", JSON.stringify(fakeResult({ warnings })));
  expect(readResult(file).result.warnings[0]?.text).toBe(String.raw`a\u000a::error::b\u202e`);
});
