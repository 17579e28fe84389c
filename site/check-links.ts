/** Every link of the built site leads to a page, file and heading of it; ends with 1 where one does not. */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brokenLinks } from "./broken-links.ts";

const dist = fileURLToPath(new URL(".vitepress/dist/", import.meta.url));
const pages = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".html"));
const texts = new Map(pages.map((path) => [path, readFileSync(join(dist, path), "utf8")] as const));
const broken = brokenLinks(texts, (path) => existsSync(join(dist, path)) && statSync(join(dist, path)).isFile());
for (const each of broken) process.stderr.write(`error: ${each}\n`);
process.stdout.write(`${pages.length} pages, ${broken.length} broken links\n`);
if (pages.length === 0 || broken.length > 0) process.exitCode = 1;
