import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { MqbenchError } from "../../errors.ts";
import { initCommand } from "./init.ts";
import type { InitOptions } from "./init.ts";

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mqbench-init-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function problemsOf(file: string, options: InitOptions = {}): Promise<readonly string[]> {
  try {
    await initCommand(file, { ...options, yes: true });
  } catch (error) {
    if (error instanceof MqbenchError) return error.problems;
    throw error;
  }
  throw new Error("there was no mistake");
}

test.each([
  ["folder/", '""'],
  [".", '"."'],
  ["a b.yaml", '"a b"'],
  ["new\nline.yaml", String.raw`"new\nline"`],
])("a file that no scenario can be named for is refused by its name: %j", async (file, got) => {
  expect(await problemsOf(`${emptyFolder()}/${file}`)).toEqual([
    `init: a scenario is named for its file: expected letters, digits, dots, dashes and underscores, a letter or digit first (at most 100), got ${got}`,
  ]);
});

test.each(["24h", "25h", "12.5h"])("--every %s is refused by its option, and nothing is written", async (every) => {
  const file = join(emptyFolder(), "d.yaml");
  expect(await problemsOf(file, { every })).toEqual([
    `--every: expected at most 12h, of which the longest measure has two, got ${every}`,
  ]);
  expect(existsSync(file)).toBe(false);
});
