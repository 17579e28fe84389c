/** The HTML report as a browser shows it: without scripts, and under a content policy such as Jenkins'. */
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { TestContext } from "vitest";
import { escapeTerminal } from "../src/report/escape.ts";
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

const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
/** What Jenkins sends with the files that it keeps, without the exceptions that it makes. */
const strictPolicy = "sandbox; default-src 'none'; img-src data:";
const refusedStyle = /inline style/u;

/** The control characters and the turn of direction in it become visible. */
const visibleName = escapeTerminal(hostileName);

const beforeHealth = ["verdict", "cost", "fleet", "handshake", "spectrum", "bytes", "heat", "rates", "memory"];
const sweepSections = [...beforeHealth, "health"];
const reports: readonly (readonly [string, readonly RunResult[], readonly string[]])[] = [
  ["a QoS sweep", [withTrials(5)], [...sweepSections, "trials", "environment"]],
  ["a hold experiment", [fakeHoldResult()], ["verdict", "memory", "hold", "health", "environment"]],
  ["connections cut at each step", [fakeHandshakeResult()], ["verdict", "guarantees", "health", "environment"]],
  ["wills", [fakeWillResult()], ["verdict", "wills", "health", "environment"]],
  ["retained messages", [fakeRetainedResult()], ["verdict", "retained", "health", "environment"]],
  ["a slow link", [fakeSlowResult()], [...beforeHealth, "link", "health", "environment"]],
  [
    "a cost, and what cuts do on that broker",
    [withTrials(2), fakeHandshakeResult(), fakeLossyResult()],
    [...beforeHealth, "guarantees", "link", "outages", "health", "trials", "environment"],
  ],
  ["two results", [withTrials(2), withTrials(2)], [...sweepSections, "trials", "environment"]],
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
}

async function open(context: TestContext, results: readonly RunResult[], opening: Opening = {}): Promise<Opened> {
  const executablePath = needProgram(context, "chromium");
  const html = await renderReport(
    "html",
    results.map((result) => ({ result, path: null })),
  );
  browser ??= await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
  const page = await browser.newPage({
    javaScriptEnabled: opening.scripts === true,
    viewport: opening.viewport ?? desktop,
  });
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
 * In the browser: labels of charts that are cut off or lie on each other, charts in which nothing is drawn, and whether the
 * page is wider than the window. A word of what and where for each.
 */
const findFlaws = `
  [...document.querySelectorAll("svg")].flatMap((svg) => {
    const chart = svg.getAttribute("aria-label");
    const frame = svg.getBoundingClientRect();
    const labels = [...svg.querySelectorAll("text")]
      // Vega hides a label of an axis for which there is no room.
      .filter((text) => text.textContent !== "" && text.getAttribute("opacity") !== "0")
      .map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    const isOutside = ({ box }) =>
      box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
    const overlap = (a, b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    const drawn = [...svg.querySelectorAll("path, line")].filter((mark) => mark.getBoundingClientRect().width > 0);
    return [
      ...labels.filter(isOutside).map(({ text }) => chart + ": cut off: " + text),
      ...labels.flatMap((a, index) =>
        labels.slice(index + 1).filter((b) => overlap(a.box, b.box)).map((b) => chart + ": " + a.text + " lies on " + b.text)),
      ...(drawn.length === 0 ? [chart + ": nothing is drawn"] : []),
    ];
  }).concat(document.documentElement.scrollWidth > document.documentElement.clientWidth ? ["wider than the window"] : [])`;

async function flawsOf(page: Page, isCharted: boolean): Promise<unknown> {
  expect((await page.locator("svg").count()) > 0).toBe(isCharted);
  return await page.evaluate(findFlaws);
}

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
    ["a desktop", desktop],
    ["a phone", phone],
  ] as const)(
    "fits on %s: no label is cut off or lies on another, no chart is empty",
    async ([, viewport], context) => {
      const { page } = await open(context, results, { viewport });
      // What is driven step by step has tables only.
      const isCharted = sections.includes("memory");
      expect(await flawsOf(page, isCharted)).toEqual([]);
    },
  );
});

test("names that are attempts are shown as text and run nothing, where scripts may run", async (context) => {
  const { page, problems } = await open(context, [fakeHostileResult()], { scripts: true });
  expect(await page.locator("script").count()).toBe(0);
  // White space is as wide as one space there.
  expect(await page.locator("h1").innerText()).toBe(visibleName.replaceAll(/\s+/gu, " "));
  expect(await page.locator("svg text", { hasText: visibleName }).count()).toBeGreaterThan(3);
  expect(problems).toEqual([]);
});
