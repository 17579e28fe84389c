/** `mqbench report` and `run --report` on the built program: which file, which format, and what is refused. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fakeCapacityResult } from "../src/result/testing/fake-capacity-result.ts";
import { fakeHostileResult } from "../src/result/testing/fake-hostile-result.ts";
import { fakeResult } from "../src/result/testing/fake-result.ts";
import { expectedCode, mqbench, savedResult, temporaryFolder, tiny } from "./mqbench.ts";

const name = "2026-11-23T080012Z-1a2b3c4.json";

/** A folder of results in which one is the newest. */
function keptResults(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "fake"));
  writeFileSync(join(folder, "fake", name), JSON.stringify(fakeResult()));
  const older = fakeResult({ run: "0lde" });
  writeFileSync(join(folder, "fake", "2026-11-22T080012Z-1a2b3c4.json"), JSON.stringify(older));
  return folder;
}

function keep(text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

describe("which result", () => {
  test("a folder stands for its newest", async () => {
    const { code, stdout } = await mqbench(["report", keptResults(), "--format", "json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(fakeResult());
  });

  test("--json is --format json", async () => {
    const folder = keptResults();
    const { stdout } = await mqbench(["report", folder, "--json"]);
    expect(stdout).toBe((await mqbench(["report", folder, "--format", "json"])).stdout);
  });

  test.each([
    ["is cut off", JSON.stringify(fakeResult()).slice(0, 5000), "is not whole JSON (truncated?)"],
    ["is not a result", "{}", "is not a result of mqbench"],
    ["lacks a part", JSON.stringify({ ...fakeResult(), trials: 7 }), "is damaged: trials: "],
    ["is of a newer version", JSON.stringify({ ...fakeResult(), version: 2 }), "this mqbench reads up to 1"],
  ])("a file that %s is named, and the exit code is 2", async (_, text, message) => {
    const file = keep(text);
    const { code, stdout, stderr } = await mqbench(["report", file, "--format", "html"]);
    expect(stderr).toContain(`error: ${file}`);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, ""]);
  });

  test("a damaged histogram is said, with its trial, and the exit code is 2", async () => {
    const result = fakeResult();
    const metric = result.trials[1]?.metrics["serviceTime"];
    if (metric?.kind !== "histogram") throw new Error("the fixture has no service time");
    metric.encoded = "HISTF";
    const { code, stderr } = await mqbench(["report", keep(JSON.stringify(result)), "--format", "html"]);
    expect(stderr).toMatch(/^error: .*qos=2.*serviceTime.*damaged/u);
    expect(code).toBe(2);
  });
});

describe("a folder whose newest is no run", () => {
  const kept = (files: Readonly<Record<string, unknown>>): string => {
    const folder = keptResults();
    for (const [file, value] of Object.entries(files)) writeFileSync(join(folder, "fake", file), JSON.stringify(value));
    return folder;
  };
  const folders: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp, string])[] = [
    [
      "a capacity search",
      { "capacity-2026-11-24T080012Z-1a2b3c4.json": fakeCapacityResult() },
      /^fake {3}capacity until publishLatency\.p99 < 50ms/u,
      "QoS 1 on mosquitto 2.0.11: sustained: 4,000 messages a second",
    ],
    [
      "both sides of a comparison",
      {
        "2026-11-24T080012Z-1a2b3c4-a.json": fakeResult({ run: "aaaa" }),
        "2026-11-24T080012Z-1a2b3c4-b.json": fakeResult({ run: "bbbb", pairedWith: "aaaa" }),
      },
      /interleaved: trials are compared round by round/u,
      "<title>fake: comparison: mqbench</title>",
    ],
  ];

  test.each(folders)("%s is found, in text and as a page", async (_, files, text, markup) => {
    const folder = kept(files);
    expect((await mqbench(["report", folder])).stdout).toMatch(text);
    const { code, stdout } = await mqbench(["report", folder, "--format", "html"]);
    expect(code).toBe(0);
    expect(stdout).toContain(markup);
  });
});

test("compare writes its page beside what it prints, and refuses what is no page before it compares", async () => {
  const [folder, page] = [keptResults(), join(temporaryFolder(), "compared.html")];
  const files = ["2026-11-22T080012Z-1a2b3c4.json", name].map((file) => join(folder, "fake", file));
  const { stdout } = await mqbench(["compare", ...files, "--exact", "--report", page]);
  expect(stdout).toContain("exact and equal");
  expect(readFileSync(page, "utf8")).toContain("<title>fake: comparison: mqbench</title>");
  const refused = await mqbench(["compare", ...files, "--report", page.replace(".html", ".csv")]);
  expect([refused.code, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toContain("this report is a page: there is no csv of it");
});

describe("which format", () => {
  test("-o takes the format from the file's name", async () => {
    const file = join(temporaryFolder(), "report.html");
    const { code, stdout } = await mqbench(["report", keptResults(), "-o", file]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>/u);
  });

  test("an unknown one names the nearest", async () => {
    const { code, stderr } = await mqbench(["report", keptResults(), "--format", "markdwon"]);
    expect(stderr).toMatchInlineSnapshot(`
      "error: --format: unknown format markdwon; did you mean \`markdown\`?
      hint: there are text, html, markdown, csv, json, hgrm, hlog, openmetrics
      "
    `);
    expect(code).toBe(2);
  });

  test("a file name that says none is refused", async () => {
    const { code, stderr } = await mqbench(["report", keptResults(), "-o", "report.pdf"]);
    expect(stderr).toMatchInlineSnapshot(`
      "error: report.pdf: its name does not say which format it is
      hint: end it in .html, .md, .csv, .json, .hgrm, .hlog, .prom or .txt
      "
    `);
    expect(code).toBe(2);
  });
});

describe("run --report", () => {
  test("writes the report beside what it prints", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "report.md");
    const { code, stdout } = await mqbench(["run", tiny, "--out", folder, "--report", file]);
    expect(code).toBe(expectedCode(savedResult(folder), 0));
    expect(stdout).toContain("saved ");
    const [heading] = readFileSync(file, "utf8").split("\n");
    expect(heading).toBe(`### ${code === 0 ? "✅ valid, no threshold stated" : "⚠️ not valid"}: tiny`);
  });

  test.each([
    ["nowhere/report.html", "the report cannot be written to nowhere/report.html"],
    ["report.hgrm", "hgrm is one distribution, of one case"],
    ["report", "its name does not say which format it is"],
  ])("to %s is refused before anything is run", async (file, message) => {
    const folder = join(temporaryFolder(), "out");
    const { code, stderr } = await mqbench(["run", tiny, "--out", folder, "--report", file]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("connect");
    expect(code).toBe(2);
  });
});

test("names from a scenario reach no terminal as control characters", async () => {
  // The name of a scenario becomes a part of file names, and is refused where it could not be one.
  const file = keep(JSON.stringify({ ...fakeHostileResult(), scenario: { name: "fake" } }));
  const formats = ["text", "html", "markdown", "csv", "json", "hlog", "openmetrics"];
  const reports = await Promise.all(formats.map(async (format) => await mqbench(["report", file, "--format", format])));
  for (const { code, stdout } of reports) {
    expect(code).toBe(0);
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/u);
  }
});
