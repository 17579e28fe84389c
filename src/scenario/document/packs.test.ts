import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { scenarioMeant, scenariosOfPack } from "./package-scenarios.ts";
import { packOf } from "./packs.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "mqbench-test-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test("a folder is its scenarios, in the order of their names, without whatever else is in it", () => {
  const within = folder();
  for (const name of ["b.yaml", "a.yml", "10.yaml", "README.md", "rows.csv"]) writeFileSync(join(within, name), "");
  mkdirSync(join(within, "deeper"));
  writeFileSync(join(within, "deeper", "c.yaml"), "");
  const files = ["10.yaml", "a.yml", "b.yaml"].map((name) => join(within, name));
  expect(packOf(within)).toEqual({ name: within.split("/").at(-1), files });
  expect(packOf(`${within}/`)?.files).toEqual(files);
});

test("a folder without scenarios is named", () => {
  expect(() => packOf(folder())).toThrow(/is a folder without scenarios: no file in it ends in \.yaml or \.yml$/u);
});

test("a pack of the package is meant by its name; a scenario, a file and what is nowhere are none", () => {
  const names = packOf("mqttbs")?.files.map((file) => file.replace(/^.*scenarios\/(.*)\.yaml$/u, "$1"));
  expect(names).toEqual(scenariosOfPack("mqttbs"));
  expect(["smoke", "mqttbs/p2p-1K-1K-1K-1K", "test/fixtures/tiny.yaml", "nowhere", "no/where"].map(packOf)).toEqual(
    Array.from({ length: 5 }, () => undefined),
  );
});

test.each([
  ["smok", "smoke"],
  ["mqtbs", "mqttbs"],
  ["mqttbs/p2p-1k", "mqttbs/p2p-1K-1K-1K-1K"],
  ["p2p-1K-1K-1K-1K.yaml", "mqttbs/p2p-1K-1K-1K-1K"],
  ["fanout", "mqttbs/fanout-1-1K-1-1K"],
  ["something-else", undefined],
])("by %s probably %s is meant", (typed, meant) => {
  expect(scenarioMeant(typed)).toBe(meant);
});
