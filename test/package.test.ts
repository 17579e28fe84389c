import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";

const manifest = z.object({ files: z.array(z.string()) });

test("what the README sends its readers to is in the package", () => {
  const { files } = manifest.parse(JSON.parse(readFileSync("package.json", "utf8")));
  const links = [...readFileSync("README.md", "utf8").matchAll(/\]\(((?:docs|schema|scenarios)\/[^)#]+)/gu)];
  const folders = new Set(links.map(([, path = ""]) => path.split("/")[0]));
  expect(folders).toContain("docs");
  expect([...folders].filter((folder) => !files.includes(folder ?? ""))).toEqual([]);
});
