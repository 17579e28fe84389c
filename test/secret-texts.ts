/** Where a secret could have come: files below a folder, and lines that have it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Every file below a folder, its name with its text. */
export function textsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), "utf8")}`);
}

export function linesWith(secret: string, texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split("\n").filter((line) => line.includes(secret)));
}
