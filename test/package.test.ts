import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { packagePacks, packageScenarios, scenariosOfPack } from "../src/scenario/document/package-scenarios.ts";
import { longestNs } from "../src/scenario/planning/plan.ts";
import { readScenario } from "../src/scenario/read.ts";

/** Up to 90 s in tens, then whole minutes, from two hours on whole hours. */
function roundedUp(ns: number): string {
  const seconds = Math.ceil(ns / 1e10) * 10;
  if (seconds <= 90) return `${seconds} s`;
  return seconds < 7200 ? `${Math.ceil(ns / 60e9)} min` : `${Math.ceil(ns / 3600e9)} h`;
}

test("the README says of each scenario how long it takes at most, as plan does", () => {
  const rows = [
    ...readFileSync("README.md", "utf8").matchAll(/`npx mqbench run ([\w-]+)(?: --broker (\w+))?` +\| (.*?) +\|/gu),
  ];
  expect(rows.length).toBeGreaterThan(10);
  const planned = rows.map(([, file = "", broker]) => {
    const flags = broker === undefined ? [] : [{ path: ["broker"], value: broker, option: "--broker" }];
    const names = packagePacks().includes(file) ? scenariosOfPack(file) : [file];
    const cases = names.flatMap((name) => readScenario(name, { set: [], flags }).cases);
    return [file, roundedUp(longestNs(cases))];
  });
  expect(rows.map(([, file, , most]) => [file, most])).toEqual(planned);
});

const manifest = z.object({
  files: z.array(z.string()),
  version: z.string(),
  repository: z.object({ url: z.string() }),
});

test("what the README sends its readers to is in the package", () => {
  const { files } = manifest.parse(JSON.parse(readFileSync("package.json", "utf8")));
  const links = [...readFileSync("README.md", "utf8").matchAll(/\]\(((?:docs|schema|scenarios)\/[^)#]+)/gu)];
  const folders = new Set(links.map(([, path = ""]) => path.split("/")[0]));
  expect(folders).toContain("docs");
  expect([...folders].filter((folder) => !files.includes(folder ?? ""))).toEqual([]);
});

test("who cites mqbench is told of this version, and where it is", () => {
  const { version, repository } = manifest.parse(JSON.parse(readFileSync("package.json", "utf8")));
  const citation: unknown = parse(readFileSync("CITATION.cff", "utf8"));
  expect(citation).toMatchObject({ version, "repository-code": repository.url.replaceAll(/^git\+|\.git$/gu, "") });
});

test("the services whose prices a scenario may name are in the package", () => {
  expect(manifest.parse(JSON.parse(readFileSync("package.json", "utf8"))).files).toContain("services");
});

test("the image has what the package has, and its examples run scenarios that it has", () => {
  const { files } = manifest.parse(JSON.parse(readFileSync("package.json", "utf8")));
  const copied = [...readFileSync("Containerfile", "utf8").matchAll(/^COPY (?:--from=build )?(?<what>.+) \S+$/gmu)]
    .flatMap(({ groups }) => groups?.["what"]?.split(" ") ?? [])
    .map((path) => path.replace("/mqbench/", ""));
  expect(files.filter((file) => !copied.includes(file))).toEqual([]);
  const words = z.tuple([z.literal("run"), z.enum(packageScenarios())]).rest(z.string());
  const compose = z.object({ services: z.object({ mqbench: z.object({ command: words }) }) });
  const container = z.object({ args: words });
  const job = z.object({
    spec: z.object({ template: z.object({ spec: z.object({ containers: z.tuple([container]) }) }) }),
  });
  compose.parse(parse(readFileSync("examples/container/compose.yaml", "utf8")));
  job.parse(parse(readFileSync("examples/container/job.yaml", "utf8")));
});
