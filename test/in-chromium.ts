/** Documents in Chromium: opened once for each way of opening them, and then looked at in windows, colours and on paper. */
import axe from "axe-core";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";
import type { TestContext } from "vitest";
import { needProgram } from "./needs.ts";
import { patience } from "./processes.ts";

export const desktop = { width: 1280, height: 800 };
export const tablet = { width: 768, height: 1024 };
export const phone = { width: 400, height: 800 };
/** A4 less its margins, in the pixels of CSS. */
export const paper = { width: 688, height: 1017 };

let browser: Browser | undefined;
afterAll(async () => await browser?.close());

interface Opened {
  readonly page: Page;
  /** What the browser complained of, and what the page asked for besides itself. */
  readonly problems: readonly string[];
}

/** What a page is opened with. */
interface Opening {
  readonly policy?: string;
  readonly scripts?: boolean;
}

/** How it is looked at then. */
interface Look {
  readonly viewport?: typeof desktop;
  readonly theme?: "light" | "dark";
  readonly isPrinted?: boolean;
}

async function openPage(context: TestContext, html: string, { policy, scripts }: Opening): Promise<Opened> {
  const page = await newPage(context, scripts === true);
  const problems = complaintsOf(page);
  await page.route("**/*", async (route) => {
    if (route.request().url() !== "http://report.invalid/") problems.push(`asked for ${route.request().url()}`);
    const headers = policy === undefined ? {} : { "content-security-policy": policy };
    await route.fulfill({ body: html, contentType: "text/html; charset=utf-8", headers });
  });
  await page.goto("http://report.invalid/");
  if (scripts === true) await page.evaluate(axe.source);
  return { page, problems };
}

/** Goes to a page of this machine, with its scripts; whatever it asks for elsewhere is a problem. */
export async function visit(context: TestContext, url: string): Promise<Opened> {
  const page = await newPage(context, true);
  const problems = complaintsOf(page);
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) problems.push(`asked for ${request.url()}`);
  });
  onTestFinished(async () => await page.close());
  await page.goto(url);
  await page.evaluate(axe.source);
  return { page, problems };
}

async function newPage(context: TestContext, javaScriptEnabled: boolean): Promise<Page> {
  const executablePath = needProgram(context, "chromium");
  // Files share what they import: the end of one may have closed it.
  if (browser?.isConnected() !== true)
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
  const page = await browser.newPage({ javaScriptEnabled });
  page.setDefaultTimeout(patience.timeout);
  return page;
}

/** Grows with what the browser, and scripts, complain of. */
function complaintsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on("console", (message) => problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("dialog", (dialog) => {
    problems.push(`a script says ${dialog.message()}`);
    void dialog.dismiss();
  });
  return problems;
}

/**
 * Opens a document once for each way of opening it, and shows it as a test looks at it; to be called where tests are described. `make`: its
 * text, once.
 */
export function document(make: () => string | Promise<string>) {
  let html: Promise<string> | undefined;
  const opened = new Map<string, Promise<Opened>>();
  afterAll(async () => {
    for (const each of opened.values()) await (await each).page.close();
  });
  return async (context: TestContext, look: Look = {}, opening: Opening = {}): Promise<Opened> => {
    const way = JSON.stringify(opening);
    html ??= Promise.resolve(make());
    const opens = opened.get(way) ?? html.then(async (text) => await openPage(context, text, opening));
    opened.set(way, opens);
    const shown = await opens;
    await shown.page.setViewportSize(look.viewport ?? desktop);
    await shown.page.emulateMedia({
      colorScheme: look.theme ?? "light",
      media: look.isPrinted === true ? "print" : "screen",
    });
    return shown;
  };
}

/**
 * In the browser: labels of charts that are cut off or lie on each other, charts in which nothing is drawn, what is wider than
 * the window or than what it stands in, and text that is cut. A word of what and where for each.
 */
export const findFlaws = `
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

/** `of`: which rules. */
export function runAxe(of: "all" | "cat.color"): string {
  return `axe.run(${of === "all" ? "" : `{ runOnly: ["${of}"] }`}).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 100)).join(" | ")))`;
}
