/** mqbench installed from its tarball, in a folder that is empty, of a user who has nothing. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packagePacks, scenariosOfPack } from "../src/scenario/document/package-scenarios.ts";
import { installer } from "./installed.ts";

const installPackage = installer();

/** The names of scenarios in what a page runs: `mqbench run NAME …` and its like. */
function namesIn(page: string): readonly string[] {
  const named = readFileSync(page, "utf8").matchAll(
    /mqbench (?:run|plan|capacity|ab|calibrate|validate|doctor) ([a-z0-9-]+)(?![\w./-])/gu,
  );
  return [...new Set([...named].map(([, name = ""]) => name))];
}

test("every scenario that README and docs name is in the package, and the list says what each answers", async (context) => {
  const { inFolder } = await installPackage(context);
  const pages = ["README.md", ...readdirSync("docs").flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : []))];
  const named = [...new Set(pages.flatMap(namesIn))];
  const names = named.filter((name) => !packagePacks().includes(name));
  expect(named).toContain("mqttbs");
  expect(names).toEqual(expect.arrayContaining(["smoke", "10k-sensors-qos2", "qos-cost", "brokers"]));
  const validated = await inFolder(`mqbench validate ${named.join(" ")}`);
  expect(validated).toMatchObject({ code: 0, stderr: "" });
  const sound = validated.stdout.match(/^\S+(?=: ok, )/gmu) ?? [];
  const ofPack = (path: string): boolean => /\/mqttbs\/[^/]+\.yaml$/u.test(path);
  expect(sound.filter((path) => !ofPack(path))).toEqual(names);
  expect(sound.filter(ofPack)).toHaveLength(scenariosOfPack("mqttbs").length);
  const { stdout } = await inFolder("mqbench scenarios");
  expect(named.filter((name) => !new RegExp(`^${name} +at most \\d.*\\n    \\S`, "mu").test(stdout))).toEqual([]);
});

test("a run by name keeps its result in the user's folder, and nothing at home", async (context) => {
  const { folder, home, inFolder } = await installPackage(context);
  const line = "mqbench run smoke --quick --set phases.measure=200ms --set thresholds=null";
  // 4: on a machine that is busy it may have been late.
  expect([0, 4]).toContain((await inFolder(line)).code);
  expect(readdirSync(folder).toSorted()).toEqual(["node_modules", "results"]);
  const report = await inFolder("mqbench report results/smoke -o r.html");
  expect(report).toMatchObject({ code: 0, stderr: "" });
  expect(readFileSync(join(folder, "r.html"), "utf8")).toMatch(/^<!doctype html>.*smoke/isu);
  expect(readdirSync(home)).toEqual([]);
});

test("a file comes before the scenario of that name, and the printed file of one is one", async (context) => {
  const { folder, inFolder } = await installPackage(context);
  const printed = await inFolder("mqbench scenarios smoke > smoke.yaml && mqbench validate smoke.yaml");
  expect(printed).toMatchObject({ code: 0, stderr: "" });
  const shown = async (): Promise<string> => (await inFolder("mqbench plan smoke")).stdout.split(" ")[0] ?? "";
  const written = readFileSync(join(folder, "smoke.yaml"), "utf8");
  expect(await shown()).toBe("smoke");
  writeFileSync(join(folder, "smoke.yaml"), written.replace("name: smoke", "name: with-ending"));
  expect(await shown()).toBe("with-ending");
  writeFileSync(join(folder, "smoke"), written.replace("name: smoke", "name: by-name"));
  expect(await shown()).toBe("by-name");
});

test("a scenario that is nowhere names the nearest one", async (context) => {
  const { inFolder } = await installPackage(context);
  const missing = await inFolder("mqbench run scenarios/smoke.yaml");
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("hint: did you mean smoke?") });
  const unknown = await inFolder("mqbench scenarios qos-cots");
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("hint: did you mean qos-cost?") });
});
