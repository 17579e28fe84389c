import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { MqbenchError } from "../errors.ts";
import { fakeHoldResult } from "../result/testing/fake-hold-result.ts";
import { fakeHostileResult, hostileName } from "../result/testing/fake-hostile-result.ts";
import { fakeLossyResult, fakeSlowResult } from "../result/testing/fake-link-result.ts";
import { fakeResult, fakeTrial } from "../result/testing/fake-result.ts";
import { fakeHandshakeResult } from "../result/testing/fake-stepwise-results.ts";
import { endingWords, formatOfFile, isOfOneCase, renderReport, reportFormats } from "./formats.ts";
import type { ReportFormat } from "./formats.ts";

// Charts take a while to draw on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const choice = { caseId: "qos=2", metric: "publishLatency" };
const path = "results/fake/2026-11-23T080012Z-1a2b3c4.json";

// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202E]/u;

async function render(format: ReportFormat, ...results: ReturnType<typeof fakeResult>[]): Promise<string> {
  return await renderReport(
    format,
    results.map((result) => ({ result, path })),
    choice,
  );
}

/** Drawings lie in each other: the innermost goes first. */
function withoutDrawings(html: string): string {
  const inner = /(<svg\b[^>]*>)(?:(?!<svg\b|<\/svg>).)*<\/svg>/gsu;
  const shorter = html.replaceAll(inner, (_, start: string) =>
    (/aria-label="[^"]*"/u.exec(start)?.[0] ?? "").replace(/^(.+)$/u, "[chart $1]"),
  );
  return shorter === html ? html : withoutDrawings(shorter);
}

// The reports as they are: what changes in one shows in the golden file.
describe("the golden report", () => {
  test.each(["text", "markdown", "csv", "json", "hgrm", "hlog", "openmetrics"] as const)(
    "of a QoS sweep as %s",
    async (format) => {
      await expect(await render(format, fakeResult())).toMatchFileSnapshot(`golden/sweep.${format}`);
    },
  );

  test.each(["text", "markdown"] as const)("of a hold experiment as %s", async (format) => {
    await expect(await render(format, fakeHoldResult())).toMatchFileSnapshot(`golden/hold.${format}`);
  });

  test("of a cost, handshakes with faults and a lossy fleet as Markdown", async () => {
    const results = [fakeResult(), fakeHandshakeResult(), fakeLossyResult()];
    await expect(await render("markdown", ...results)).toMatchFileSnapshot("golden/guarantees.markdown");
  });

  // Charts stand with what they show only: how they are drawn is looked at in Chromium.
  test.each([
    ["a QoS sweep", "sweep.html", [fakeResult()]],
    ["a hold experiment", "hold.html", [fakeHoldResult()]],
    ["handshakes with faults", "guarantees.html", [fakeHandshakeResult()]],
    ["a slow link", "slow-link.html", [fakeSlowResult()]],
    ["two results", "two.html", [fakeResult(), fakeResult({ run: "l4t3" })]],
  ])("of %s as HTML", async (_, file, results) => {
    const html = await render("html", ...results);
    const outline = withoutDrawings(html).replace(/<style>.*<\/style>/su, "");
    await expect(outline).toMatchFileSnapshot(`golden/${file}`);
  });

  test("of two results as hlog, each tagged with its run", async () => {
    const later = fakeResult({ run: "l4t3", startedAt: "2026-11-23T09:00:12.345Z" });
    await expect(await render("hlog", later, fakeResult())).toMatchFileSnapshot("golden/two.hlog");
  });
});

test("JSON is the result as it was kept, and several are a list", async () => {
  expect(JSON.parse(await render("json", fakeResult()))).toEqual(fakeResult());
  expect(JSON.parse(await render("json", fakeResult(), fakeHoldResult()))).toEqual([fakeResult(), fakeHoldResult()]);
});

test("the name of a file says its format, whatever its case; an unknown one does not", () => {
  expect(formatOfFile("out/Report.HTML")).toBe("html");
  expect(formatOfFile("x.md")).toBe("markdown");
  expect(formatOfFile("x.prom")).toBe("openmetrics");
  expect(formatOfFile("x.pdf")).toBeUndefined();
  expect(formatOfFile("report")).toBeUndefined();
  expect(formatOfFile("x.HTM")).toBe("html");
});

test("endings that are told lead back to their formats, the default's told last", () => {
  for (const format of reportFormats) expect(formatOfFile(`x${endingWords([format])}`)).toBe(format);
  expect(endingWords(reportFormats)).toBe(".html, .md, .csv, .json, .hgrm, .hlog, .prom or .txt");
  expect(reportFormats.filter(isOfOneCase)).toEqual(["hgrm"]);
});

test("every format has a row in the documentation", () => {
  const page = readFileSync(new URL("../../docs/reports.md", import.meta.url), "utf8");
  for (const format of reportFormats) expect(page).toContain(`| \`${format}\` (\`${endingWords([format])}\`) `);
});

describe("hgrm", () => {
  const refusal = async (wanted: { caseId?: string; metric?: string }, ...results: ReturnType<typeof fakeResult>[]) => {
    const asked = { caseId: wanted.caseId, metric: wanted.metric };
    const kept = results.map((result) => ({ result, path }));
    const error: unknown = await renderReport("hgrm", kept, asked).catch((thrown: unknown) => thrown);
    if (!(error instanceof MqbenchError)) throw new Error("it was not refused");
    return `${error.code}: ${error.message}${error.hint === undefined ? "" : `; ${error.hint}`}`;
  };

  test("wants a case where there are several, and says which there are", async () => {
    expect(await refusal({}, fakeResult())).toMatchInlineSnapshot(
      `"usage: hgrm is of one case, this result has 2; choose one with --case: qos=0, qos=2"`,
    );
    expect(await refusal({ caseId: "qos=1" }, fakeResult())).toMatchInlineSnapshot(
      `"usage: no case qos=1; choose one with --case: qos=0, qos=2"`,
    );
  });

  test("says which latencies there are", async () => {
    expect(await refusal({ caseId: "qos=0", metric: "serviceTime" }, fakeResult())).toMatchInlineSnapshot(
      `"usage: case qos=0 has no latency serviceTime; choose one with --metric: pacingDelay, publishDelay, endToEndLatency, connectLatency"`,
    );
  });

  test("says that no trial is valid", async () => {
    const trials = fakeResult().trials.map((trial) => ({ ...trial, valid: false }));
    expect(await refusal({ caseId: "qos=0" }, fakeResult({ trials }))).toMatchInlineSnapshot(
      `"usage: case qos=0 has no latencies of a valid trial"`,
    );
  });

  test("is of one result", async () => {
    expect(await refusal({}, fakeResult(), fakeResult())).toMatchInlineSnapshot(
      `"usage: hgrm is one distribution, of one result; got 2; give one file; hlog takes several"`,
    );
  });

  test("is of publish latency, or of end-to-end latency where there is none", async () => {
    const kept = [{ result: fakeResult(), path }];
    const of = async (caseId: string, metric?: string) => await renderReport("hgrm", kept, { caseId, metric });
    expect(await of("qos=2")).toBe(await of("qos=2", "publishLatency"));
    expect(await of("qos=0")).toBe(await of("qos=0", "endToEndLatency"));
    expect(await of("qos=0")).not.toBe(await of("qos=2"));
  });
});

test("Markdown stays within a comment, leaves out what does not fit and says so", async () => {
  const many = Array.from({ length: 60 }, () => fakeResult());
  const text = await render("markdown", ...many);
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/\n_\d+ of \d+ parts would not fit: `mqbench report` prints them\._\n$/u);
  expect(await render("markdown", fakeResult())).not.toContain("would not fit");
});

test.each([
  [3, 10],
  [30, 1],
])("the HTML of %d cases with %d trials each, of ten minutes, stays under 1.5 MB", async (caseCount, trialCount) => {
  const result = longResult(caseCount, trialCount);
  expect(result.trials).toHaveLength(30);
  expect(Buffer.byteLength(await render("html", result))).toBeLessThan(1.5e6);
});

function longResult(caseCount: number, trialCount: number) {
  const seconds = Array.from({ length: 600 }, (_, row) => row + 1);
  const cells = seconds.flatMap((second) =>
    Array.from({ length: 15 }, (_, step): [number, number, number] => [second, 40 + step, 1 + ((second * step) % 97)]),
  );
  const columns = ["offered", "acknowledged", "delivered", "inflight", "waiting", "brokerRss", "brokerHeap"];
  const series = {
    seconds,
    phase: seconds.map(() => "measure"),
    columns: Object.fromEntries(columns.map((name) => [name, seconds.map((second) => (second * 7919) % 997)])),
    heat: { metric: "endToEndLatency", stepsPerDecade: 8, cells },
  };
  const [zero] = fakeResult().cases;
  if (zero === undefined) throw new Error("the fixture has no case");
  const cases = Array.from({ length: caseCount }, (_, at) => ({
    ...zero,
    id: `sensors.count=${at}`,
    axes: { "sensors.count": at },
    trialsPlanned: trialCount,
  }));
  const trials = cases.flatMap(({ id }) =>
    Array.from({ length: trialCount }, (_, at) => fakeTrial(2, { case: id, trial: at + 1, series })),
  );
  return fakeResult({ cases, trials });
}

describe("names that are attempts", () => {
  const rendered = async (format: ReportFormat, ...results: ReturnType<typeof fakeResult>[]) =>
    await renderReport(
      format,
      results.map((result) => ({ result, path })),
      { caseId: `${hostileName}=2`, metric: undefined },
    );

  test.each(reportFormats)("reach no terminal as control characters, as %s", async (format) => {
    expect(await rendered(format, fakeHostileResult())).not.toMatch(controls);
  });

  test.each(["html", "markdown"] as const)("open no tag as %s", async (format) => {
    const text = await rendered(format, fakeHostileResult());
    // Within a block of code of Markdown nothing is markup.
    expect(text.replaceAll(/^(`{3,})\n.*?\n\1$/gmsu, "")).not.toMatch(/<script/iu);
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  test("open no tag as HTML of several results", async () => {
    expect(await rendered("html", fakeHostileResult(), fakeHostileResult())).not.toMatch(/<script/iu);
  });

  test("end no row and no cell, as CSV", async () => {
    const lines = (await rendered("csv", fakeHostileResult())).trimEnd().split("\r\n");
    const cells = lines.map((line) => `${line},`.match(/("(?:[^"]|"")*"|[^",]*),/gu)?.length);
    expect(new Set(cells)).toEqual(new Set([15]));
  });

  test("end no label and no line, as OpenMetrics", async () => {
    for (const line of (await rendered("openmetrics", fakeHostileResult())).trimEnd().split("\n"))
      expect(line).toMatch(/^(?:# .*|\w+\{(?:\w+="(?:[^"\\]|\\[\\n"])*",?)+\} [\d.e+-]+)$/u);
  });
});

test("there is a report of every format", async () => {
  for (const format of reportFormats) expect(await render(format, fakeResult())).not.toBe("");
});
