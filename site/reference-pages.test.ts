import { readFileSync, readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { metricNames } from "../src/metrics/catalogue.ts";
import { chapters } from "./contents.ts";
import { keyRows, schemaNode } from "./key-rows.ts";
import { keysPage, metricsPage } from "./reference-pages.ts";

const schema: unknown = JSON.parse(readFileSync(new URL("../schema/scenario.schema.json", import.meta.url), "utf8"));

it("every metric has its row", () => {
  const page = metricsPage();
  expect(metricNames.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});

it("every name that the schema has below `properties` has its row", () => {
  const page = keysPage(schemaNode.parse(schema));
  // Those that tell one form from another stand in parentheses.
  const names = namesIn(schema).filter((name) => !["$schema", "kind", "per"].includes(name));
  expect(names.length).toBeGreaterThan(200);
  expect(
    [...new Set(names)].filter((name) => !new RegExp(`^\\| \`(?:[^\`]*\\.)?${name}\` \\|`, "mu").test(page)),
  ).toEqual([]);
});

it("a key says its values, its default, and which form it belongs to", () => {
  const node = schemaNode.parse({
    oneOf: [
      {
        type: "object",
        properties: { kind: { const: "hold" }, levels: { default: [0, 2], items: { type: "integer", minimum: 0 } } },
      },
      { type: "object", properties: { kind: { const: "idle" } } },
    ],
  });
  expect(keyRows("load", node, false).slice(1)).toEqual([
    {
      path: "load (hold).levels",
      values: "a list of a whole number, 0 to …",
      default: "[0,2]",
      isRequired: false,
      meaning: "",
    },
  ]);
});

it("every page of docs stands in one chapter", () => {
  const docs = readdirSync(new URL("../docs/", import.meta.url)).flatMap((name) =>
    name.endsWith(".md") ? [`docs/${name}`] : [],
  );
  const shown = chapters.flatMap(({ pages }) => pages).filter((path) => path.startsWith("docs/"));
  expect(shown.toSorted()).toEqual(docs.toSorted());
});

function namesIn(node: unknown): readonly string[] {
  return entriesOf(node).flatMap(([key, value]) => {
    if (key !== "properties") return namesIn(value);
    return entriesOf(value).flatMap(([name, below]) => [name, ...namesIn(below)]);
  });
}

function entriesOf(node: unknown): readonly (readonly [string, unknown])[] {
  return typeof node === "object" && node !== null ? Object.entries(node) : [];
}
