/**
 * The first screen of each scenario's report, 1280 × 800, as docs/reports/NAME.webp: `npm run bench:first-screens`, some 35 minutes; needs mosquitto, nats-server, rabbitmq and Chromium. The runs are shortened
 * (bench/shortened-runs.ts). `-- --only smoke` makes one; a result that is in the folder `--out` is not measured again.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import type { Page } from "playwright-core";
import { findProgram } from "../src/machine/find-program.ts";
import { runToEnd } from "./child.ts";
import { interruptible } from "./interrupt.ts";
import { shortenedRuns } from "./shortened-runs.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    out: { type: "string", default: "results/first-screens" },
    pictures: { type: "string", default: "docs/reports" },
  },
});
const { only, out, pictures } = values;
const names = Object.keys(shortenedRuns).filter((name) => only.length === 0 || only.includes(name));
const interrupt = interruptible();
const executablePath = findProgram("chromium");
if (executablePath === undefined) throw new Error("chromium is not installed");
if (names.length < new Set(only).size) throw new Error(`--only is one of ${Object.keys(shortenedRuns).join(", ")}`);
/** Small enough for a page, and still to be read. */
const shrunk = 0.75;
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  for (const name of names) await shoot(page, name);
} catch (error) {
  if (!interrupt.aborted) throw error;
  process.stderr.write("interrupted: what was made is kept\n");
} finally {
  await browser.close();
}

async function shoot(page: Page, name: string): Promise<void> {
  if (!isMeasured(name)) {
    const command = name === "capacity" ? "capacity" : "run";
    const { stderr } = await mqbench([command, name, "--out", out, ...(shortenedRuns[name] ?? [])]);
    if (!isMeasured(name)) throw new Error(`${name}: ${stderr}`);
  }
  const html = join(out, `${name}.html`);
  await mqbench(["report", join(out, name), "-o", html]);
  await page.setContent(readFileSync(html, "utf8"));
  const png = await page.screenshot({ path: join(out, `${name}.png`) });
  const file = join(pictures, `${name}.webp`);
  // The report's own policy lets no script draw.
  await page.goto("about:blank");
  writeFileSync(file, await webp(page, png));
  process.stdout.write(`wrote ${file}\n`);
}

function isMeasured(name: string): boolean {
  const folder = join(out, name);
  return existsSync(folder) && readdirSync(folder).some((file) => file.endsWith(".json"));
}

async function mqbench(words: readonly string[]): Promise<{ readonly stderr: string }> {
  return await runToEnd(process.execPath, ["dist/bin.js", ...words], interrupt);
}

/** Chromium writes it, smaller: no other program is needed. */
async function webp(page: Page, png: Buffer): Promise<Buffer> {
  const url = `data:image/png;base64,${png.toString("base64")}`;
  const drawn: string = await page.evaluate(`(async () => {
    const image = new Image();
    image.src = ${JSON.stringify(url)};
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * ${shrunk}, image.height * ${shrunk}];
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/webp", 0.3);
  })()`);
  return Buffer.from(drawn.slice(drawn.indexOf(",") + 1), "base64");
}
