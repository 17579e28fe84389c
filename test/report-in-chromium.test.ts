/** The HTML report as a browser shows it: without scripts, and under a content policy such as Jenkins'. */
import axe from "axe-core";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { TestContext } from "vitest";
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
import { fakeCapacityResult } from "../src/result/testing/fake-capacity-result.ts";
import { renderReport } from "../src/report/formats.ts";
import { fakeHoldResult } from "../src/result/testing/fake-hold-result.ts";
import { fakeHostileResult, hostileName } from "../src/result/testing/fake-hostile-result.ts";
import { fakeLossyResult, fakeSlowResult } from "../src/result/testing/fake-link-result.ts";
import { fakeResult, fakeTrial } from "../src/result/testing/fake-result.ts";
import {
  fakeHandshakeResult,
  fakeRetainedResult,
  fakeWillResult,
} from "../src/result/testing/fake-stepwise-results.ts";
import type { RunResult } from "../src/result/schema.ts";
import { needProgram } from "./needs.ts";

const desktop = { width: 1280, height: 800 };
const tablet = { width: 768, height: 1024 };
const phone = { width: 400, height: 800 };
/** A4 less its margins, in the pixels of CSS. */
const paper = { width: 688, height: 1017 };
/** What Jenkins sends with the files that it keeps, without the exceptions that it makes. */
const strictPolicy = "sandbox; default-src 'none'; img-src data:";
const refusedStyle = /inline style/u;

/** The control characters and the turn of direction in it become visible. */
const visibleName = escapeTerminal(hostileName);

const sweepSections = [
  "cost",
  "handshake",
  "spectrum",
  "bytes",
  "accounts",
  "fleet",
  "heat",
  "rates",
  "memory",
  "health",
  "environment",
];
const withTrialsBefore = (before: string): readonly string[] =>
  sweepSections.flatMap((id) => (id === before ? ["trials", id] : [id]));

const reports: readonly (readonly [string, readonly RunResult[], readonly string[]])[] = [
  ["a QoS sweep", [withTrials(5)], withTrialsBefore("health")],
  ["a hold experiment", [fakeHoldResult()], ["hold", "memory", "health", "environment"]],
  ["connections cut at each step", [fakeHandshakeResult()], ["guarantees", "health", "environment"]],
  ["wills", [fakeWillResult()], ["health", "environment"]],
  ["retained messages", [fakeRetainedResult()], ["retained", "health", "environment"]],
  [
    "a slow link",
    [fakeSlowResult()],
    [
      "cost",
      "link",
      "handshake",
      "spectrum",
      "bytes",
      "accounts",
      "fleet",
      "heat",
      "rates",
      "memory",
      "health",
      "environment",
    ],
  ],
  [
    "a cost, and what cuts do on that broker",
    [withTrials(2), fakeHandshakeResult(), fakeLossyResult()],
    [
      "cost",
      "link",
      "handshake",
      "spectrum",
      "bytes",
      "guarantees",
      "outages",
      "rates",
      "accounts",
      "memory",
      "fleet",
      "heat",
      "trials",
      "health",
      "environment",
    ],
  ],
  ["two results", [withTrials(2), withTrials(2)], withTrialsBefore("health")],
];

function withTrials(count: number): RunResult {
  const rounds = Array.from({ length: count }, (_, index) => index + 1);
  const cases = fakeResult().cases.map((each) => ({ ...each, trialsPlanned: count }));
  return fakeResult({ cases, trials: rounds.flatMap((trial) => [fakeTrial(0, { trial }), fakeTrial(2, { trial })]) });
}

let browser: Browser | undefined;
afterAll(async () => await browser?.close());

interface Opened {
  readonly page: Page;
  /** What the browser complained of, and what the page asked for besides itself. */
  readonly problems: readonly string[];
}

interface Opening {
  readonly viewport?: typeof desktop;
  readonly policy?: string;
  readonly scripts?: boolean;
  readonly theme?: "light" | "dark";
  readonly isPrinted?: boolean;
}

/** `shown`: results, or a page. */
async function open(
  context: TestContext,
  shown: readonly RunResult[] | string,
  opening: Opening = {},
): Promise<Opened> {
  const executablePath = needProgram(context, "chromium");
  const html =
    typeof shown === "string"
      ? shown
      : await renderReport(
          "html",
          shown.map((result) => ({ result, path: null })),
        );
  browser ??= await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
  const page = await browser.newPage({
    javaScriptEnabled: opening.scripts === true,
    viewport: opening.viewport ?? desktop,
    colorScheme: opening.theme ?? "light",
  });
  if (opening.isPrinted === true) await page.emulateMedia({ media: "print" });
  onTestFinished(async () => await page.close());
  const problems: string[] = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("dialog", (dialog) => {
    problems.push(`a script says ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => problems.push(error.message));
  await page.route("**/*", async (route) => {
    if (route.request().url() !== "http://report.invalid/") problems.push(`asked for ${route.request().url()}`);
    const headers = opening.policy === undefined ? {} : { "content-security-policy": opening.policy };
    await route.fulfill({ body: html, contentType: "text/html; charset=utf-8", headers });
  });
  await page.goto("http://report.invalid/");
  return { page, problems };
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

/**
 * In the browser: labels of charts that are cut off or lie on each other, charts in which nothing is drawn, what is wider than
 * the window or than what it stands in, and text that is cut. A word of what and where for each.
 */
const findFlaws = `
  [...document.querySelectorAll("svg[role=img]")].filter((svg) => svg.checkVisibility()).flatMap((svg) => {
    const chart = svg.getAttribute("aria-label");
    const frame = svg.getBoundingClientRect();
    const labels = [...svg.querySelectorAll("text")]
      .filter((text) => text.textContent !== "")
      .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    const isOutside = ({ box }) =>
      box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
    const overlap = (a, b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
    const drawn = [...svg.querySelectorAll("path, line, rect")].filter((mark) => mark.getBoundingClientRect().width > 0);
    return [
      ...labels.filter(isOutside).map(({ text }) => chart + ": cut off: " + text),
      ...labels.flatMap((a, index) =>
        labels.slice(index + 1).filter((b) => overlap(a.box, b.box)).map((b) => chart + ": " + a.text + " lies on " + b.text)),
      ...(drawn.length === 0 ? [chart + ": nothing is drawn"] : []),
    ];
  })
    .concat([...document.querySelectorAll("body *")]
      .filter((each) => each.closest("svg") === null && each.checkVisibility())
      .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0 && getComputedStyle(each).overflowX !== "visible")
      .map((each) => each.tagName + " scrolls or is cut: " + each.textContent.slice(0, 40)))
    .concat(document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["wider than the window"] : [])`;

/** In the browser: each look of the page with the colour that it is drawn in. */
const findColors = `
  Object.entries(Object.groupBy([...document.querySelectorAll("[class*='c-level'], [class*='c-broker'], [class*='c-side']")],
    (each) => each.getAttribute("class").split(" ").at(-1)))
    .map(([look, all]) => [look, [...new Set(all.map((each) => getComputedStyle(each)[each.classList.contains("f") ? "fill" : "stroke"]))]])`;

const runAxe = `axe.run().then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 100)).join(" | ")))`;

describe.for(reports)("the report of %s", ([, results, sections]) => {
  test("has every section, in order, and no error", async (context) => {
    const { page, problems } = await open(context, results);
    expect(await sectionsOf(page)).toEqual(sections);
    expect(problems).toEqual([]);
  });

  test("is complete under a policy that forbids everything, and only its style is refused", async (context) => {
    const { page, problems } = await open(context, results, { policy: strictPolicy });
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
    async ([, opening], context) => {
      const { page } = await open(context, results, opening);
      expect(await page.evaluate(findFlaws)).toEqual([]);
    },
  );

  test.for(["light", "dark"] as const)("is for everyone, in the %s: axe finds nothing", async (theme, context) => {
    for (const viewport of [desktop, phone]) {
      const { page } = await open(context, results, { viewport, theme, scripts: true });
      await page.evaluate(axe.source);
      expect(await page.evaluate(runAxe)).toEqual([]);
    }
  });

  test.for(["light", "dark"] as const)(
    "gives each level, broker and side one colour, in the %s",
    async (theme, context) => {
      const { page } = await open(context, results, { theme });
      const found = z.array(z.tuple([z.string(), z.array(z.string())])).parse(await page.evaluate(findColors));
      for (const [look, colors] of found) expect([look, ...colors]).toHaveLength(2);
      expect(new Set(found.flatMap(([, colors]) => colors)).size).toBe(found.length);
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
  test.for([
    ["a desktop", { viewport: desktop }],
    ["a phone, in the dark", { viewport: phone, theme: "dark" }],
    ["paper", { viewport: paper, isPrinted: true }],
  ] as const)("fits on %s and asks for nothing", async ([, opening], context) => {
    const { page, problems } = await open(context, html, opening);
    expect(await page.evaluate(findFlaws)).toEqual([]);
    expect(await page.locator(".headline").innerText()).not.toBe("");
    expect(problems).toEqual([]);
  });

  test("is for everyone: axe finds nothing", async (context) => {
    const { page } = await open(context, html, { scripts: true });
    await page.evaluate(axe.source);
    expect(await page.evaluate(runAxe)).toEqual([]);
  });
});

test.for(reports.slice(0, 6))(
  "the answer of %s stands on the first screen: sentence, picture and the beginning of its table",
  async ([, results], context) => {
    const { page } = await open(context, results);
    const bottoms = await page.evaluate(
      `[...document.querySelectorAll(".headline, .answer figure, .answer thead")].map((each) => each.getBoundingClientRect().bottom)`,
    );
    const known = z.array(z.number()).parse(bottoms);
    expect(known.length).toBeGreaterThan(1);
    expect(Math.max(...known)).toBeLessThanOrEqual(desktop.height);
  },
);

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

test("names that are attempts are shown as text and run nothing, where scripts may run", async (context) => {
  const { page, problems } = await open(context, [fakeHostileResult()], { scripts: true });
  expect(await page.locator("script").count()).toBe(0);
  // White space is as wide as one space there.
  expect(await page.locator("h1").innerText()).toBe(visibleName.replaceAll(/\s+/gu, " "));
  expect(await page.locator("svg text", { hasText: visibleName }).count()).toBeGreaterThan(3);
  expect(problems).toEqual([]);
});
