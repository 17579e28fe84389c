/** Writes the site's pages: those of the repository with their links, every scenario, key and metric. `npm run site` makes the site of them, in site/.vitepress/dist. */
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { exampleScenario, packagePacks, packageScenarios } from "../src/scenario/document/package-scenarios.ts";
import { planRun } from "../src/scenario/planning/plan.ts";
import { readScenario } from "../src/scenario/read.ts";
import { chapters } from "./contents.ts";
import { schemaNode } from "./key-rows.ts";
import { keysPage, metricsPage } from "./reference-pages.ts";
import { siteLinks } from "./repository-links.ts";
import { scenarioPage, scenariosPage } from "./scenario-pages.ts";
import type { ShownScenario } from "./scenario-pages.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const pages = join(root, "site/pages");
const pictures = readdirSync(join(root, "docs/reports")).map((name) => `docs/reports/${name}`);
const paths = chapters.flatMap((chapter) => chapter.pages);
const { homepage } = z.object({ homepage: z.string() }).parse(JSON.parse(read("package.json")));
const elsewhere = `${homepage.replace(/#.*$/u, "")}/blob/main/`;
const places = { root, onSite: new Set([...paths, ...pictures]), elsewhere };

rmSync(pages, { recursive: true, force: true });
cpSync(join(root, "docs/reports"), join(pages, "docs/reports"), { recursive: true });
write("index.md", read("site/home.md"));
const texts = new Map(paths.map((path) => [path, siteLinks(path, read(path), places)] as const));
for (const [path, text] of texts) write(path, text);
const scenarios = packageScenarios().map(shownScenario);
const docs = new Map([...texts].map(([path, text]) => [`/${path.replace(/\.md$/u, "")}`, text] as const));
write("scenarios/index.md", scenariosPage(scenarios, packagePacks()));
for (const scenario of scenarios) write(`scenarios/${scenario.name}.md`, scenarioPage(scenario, docs));
write("keys.md", keysPage(schemaNode.parse(JSON.parse(read("schema/scenario.schema.json")))));
write("metrics.md", metricsPage());

function shownScenario(name: string): ShownScenario {
  const file = exampleScenario(name);
  const { cases } = readScenario(file);
  const picture = `docs/reports/${name}.webp`;
  return {
    name,
    description: cases[0]?.scenario.description ?? name,
    yaml: readFileSync(file, "utf8"),
    wallNs: planRun(cases).trials.reduce((sum, trial) => sum + trial.case.wallNs, 0),
    picture: existsSync(join(root, picture)) ? `/${picture}` : null,
  };
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function write(path: string, text: string): void {
  const file = join(pages, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
