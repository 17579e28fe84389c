/** The HTML report as a browser shows it: without scripts, and under a content policy such as Jenkins'. */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { noiseOf } from "../src/analysis/calibrate.ts";
import { compare } from "../src/analysis/compare.ts";
import { trendsOf } from "../src/analysis/history.ts";
import { sideOfResult } from "../src/analysis/side.ts";
import { escapeTerminal } from "../src/report/escape.ts";
import { renderCalibrationHtml } from "../src/report/formats/html/pages/calibration.ts";
import { renderCapacityHtml } from "../src/report/formats/html/pages/capacity.ts";
import { renderComparisonHtml } from "../src/report/formats/html/pages/comparison.ts";
import { renderHistoryHtml } from "../src/report/formats/html/pages/history.ts";
import type { HistoryEntry } from "../src/result/history.ts";
import { renderReport } from "../src/report/formats.ts";
import { fakeCapacityResult } from "../src/result/testing/fake-capacity-result.ts";
import { fakeHostileResult, hostileName } from "../src/result/testing/fake-hostile-result.ts";
import type { RunResult } from "../src/result/schema.ts";
import { desktop, document, findFlaws, paper, phone, runAxe, tablet } from "./in-chromium.ts";
import { reports, withTrials } from "./shown-reports.ts";

/** What Jenkins sends with the files that it keeps, without the exceptions that it makes. */
const strictPolicy = "sandbox; default-src 'none'; img-src data:";
const refusedStyle = /inline style/u;

/** The control characters and the turn of direction in it become visible. */
const visibleName = escapeTerminal(hostileName);

async function htmlOf(results: readonly RunResult[]): Promise<string> {
  return await renderReport(
    "html",
    results.map((result) => ({ result, path: null })),
  );
}

async function sectionsOf(page: Page): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const section of await page.locator("section").all()) {
    // It shows its heading and something below it.
    expect((await section.innerText()).split("\n").length).toBeGreaterThan(1);
    ids.push((await section.getAttribute("id")) ?? "");
  }
  return ids;
}

/** In the browser: each look of the page with the colour that it is drawn in. */
const findColors = `
  Object.entries(Object.groupBy([...document.querySelectorAll("[class*='c-level'], [class*='c-broker'], [class*='c-side']")],
    (each) => each.getAttribute("class").split(" ").at(-1)))
    .map(([look, all]) => [look, [...new Set(all.map((each) => getComputedStyle(each)[each.classList.contains("f") ? "fill" : "stroke"]))]])`;

describe.for(reports)("the report of %s", ([, results, sections]) => {
  const show = document(async () => await htmlOf(results));

  test("has every section, in order, and no error", async (context) => {
    const { page, problems } = await show(context);
    expect(await sectionsOf(page)).toEqual(sections);
    expect(problems).toEqual([]);
  });

  test("is complete under a policy that forbids everything, and only its style is refused", async (context) => {
    const { page, problems } = await show(context, {}, { policy: strictPolicy });
    expect(await sectionsOf(page)).toEqual(sections);
    expect(problems.filter((problem) => !refusedStyle.test(problem))).toEqual([]);
  });

  test.for([
    ["a desktop", { viewport: desktop }],
    ["a tablet", { viewport: tablet }],
    ["a phone, in the dark", { viewport: phone, theme: "dark" }],
    ["paper", { viewport: paper, isPrinted: true }],
  ] as const)(
    "fits on %s: nothing is cut off or scrolls across, no label lies on another, no chart is empty",
    async ([, look], context) => {
      const { page } = await show(context, look);
      expect(await page.evaluate(findFlaws)).toEqual([]);
    },
  );

  // The dark differs by its colours alone.
  test.for([
    ["light", "all"],
    ["dark", "cat.color"],
  ] as const)("is for everyone, in the %s: axe finds nothing (%s)", async ([theme, rules], context) => {
    for (const viewport of [desktop, phone]) {
      const { page } = await show(context, { viewport, theme }, { scripts: true });
      expect(await page.evaluate(runAxe(rules))).toEqual([]);
    }
  });

  test.for(["light", "dark"] as const)(
    "gives each level, broker and side one colour, in the %s",
    async (theme, context) => {
      const { page } = await show(context, { theme });
      const found = z.array(z.tuple([z.string(), z.array(z.string())])).parse(await page.evaluate(findColors));
      for (const [look, colors] of found) expect([look, ...colors]).toHaveLength(2);
      expect(new Set(found.flatMap(([, colors]) => colors)).size).toBe(found.length);
    },
  );

  // Of several results, one stands below the other.
  test.skipIf(results.length > 1)(
    "its answer stands on the first screen: sentence, picture and the beginning of its table",
    async (context) => {
      const { page } = await show(context);
      const bottoms = await page.evaluate(
        `[...document.querySelectorAll(".headline, .answer figure, .answer thead")].map((each) => each.getBoundingClientRect().bottom)`,
      );
      const known = z.array(z.number()).parse(bottoms);
      expect(known.length).toBeGreaterThan(1);
      expect(Math.max(...known)).toBeLessThanOrEqual(desktop.height);
    },
  );
});

const sides = [withTrials(10), withTrials(10)].map(sideOfResult);
const history = Array.from({ length: 20 }, (_, day) => historyOfDay(day));
const pages: readonly (readonly [string, string])[] = [
  ["a capacity search", renderCapacityHtml(fakeCapacityResult())],
  ["a comparison", renderComparisonHtml(compareSides(), ["head: not all came through"])],
  ["a history", renderHistoryHtml("fake", trendsOf(history), history)],
  ["a calibration", renderCalibrationHtml("fake", noiseOf([withTrials(5), withTrials(5)]))],
];

function compareSides() {
  const [base, head] = sides;
  if (base === undefined || head === undefined) throw new Error("a comparison has two sides");
  return compare(base, head);
}

/** A figure that rose by a fifth on the thirteenth day. */
function historyOfDay(day: number): HistoryEntry {
  const ns = (day < 12 ? 400e3 : 480e3) + (day % 3) * 1e3;
  return {
    startedAt: new Date(Date.UTC(2026, 10, 1 + day)).toISOString(),
    run: "aaaa",
    commit: `c${day}c0ffee00`,
    dirty: false,
    mqbench: "0.1.0",
    cases: { "qos=2": { "serviceTime.p50": ns } },
  };
}

describe.for(pages)("the page of %s", ([, html]) => {
  const show = document(() => html);

  test.for([
    ["a desktop", { viewport: desktop }],
    ["a phone, in the dark", { viewport: phone, theme: "dark" }],
    ["paper", { viewport: paper, isPrinted: true }],
  ] as const)("fits on %s and asks for nothing", async ([, look], context) => {
    const { page, problems } = await show(context, look);
    expect(await page.evaluate(findFlaws)).toEqual([]);
    expect(await page.locator(".headline").innerText()).not.toBe("");
    expect(problems).toEqual([]);
  });

  test("is for everyone: axe finds nothing", async (context) => {
    const { page } = await show(context, {}, { scripts: true });
    expect(await page.evaluate(runAxe("all"))).toEqual([]);
  });
});

test("a report of 30 trials is below 500 kB, and made within 3 s", async () => {
  const trials = withTrials(15);
  const from = process.cpuUsage();
  const html = await renderReport("html", [{ result: trials, path: null }]);
  const { user, system } = process.cpuUsage(from);
  expect(trials.trials).toHaveLength(30);
  expect(Buffer.byteLength(html)).toBeLessThan(500_000);
  // CPU, not time: it does not depend on what else the machine does.
  expect((user + system) / 1e6).toBeLessThan(3);
});

describe("names that are attempts", () => {
  const show = document(async () => await htmlOf([fakeHostileResult()]));

  test("are shown as text and run nothing, where scripts may run", async (context) => {
    const { page, problems } = await show(context, {}, { scripts: true });
    expect(await page.locator("script").count()).toBe(0);
    // White space is as wide as one space there.
    expect(await page.locator("h1").innerText()).toBe(visibleName.replaceAll(/\s+/gu, " "));
    expect(await page.locator("th, td, li", { hasText: visibleName }).count()).toBeGreaterThan(3);
    expect(problems).toEqual([]);
  });
});
