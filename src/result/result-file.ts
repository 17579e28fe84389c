/** The file of one result: its name is taken when it is first saved, and is that result's alone from then on. */
import { closeSync, linkSync, openSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../errors.ts";
import type { CapacityResult } from "./capacity.ts";
import type { RunResult } from "./schema.ts";
import { draftOf, replaceFile, writeWhole } from "./store.ts";

export interface Saved {
  /** null: nowhere. */
  readonly path: string | null;
  /** Why it could not be saved where it belongs; null: it was. */
  readonly problem: string | null;
}

export interface ResultName {
  readonly startedAt: Date;
  readonly commit: string | null;
  /** What it is, where it is no result of a run. */
  readonly kind?: string;
  /** Tells the files of one moment apart. */
  readonly label?: string | null;
}

/** Several runs may begin in one second, in one folder: the first to save has the name, the next a number behind it. */
export class ResultFile {
  readonly #folder: string;
  readonly #stem: string;
  /** null: not saved yet. */
  #path: string | null = null;
  /** Its place in the temporary folder, while its own cannot be written. */
  #elsewhere: string | null = null;

  constructor(folder: string, name: ResultName) {
    this.#folder = folder;
    this.#stem = stemOf(name);
  }

  /** Writes a result whole or not at all. Where that fails (a full disk) it goes to the temporary folder instead. */
  save(result: RunResult | CapacityResult): Saved {
    const text = `${JSON.stringify(result)}\n`;
    try {
      this.#path = keep(this.#path, this.#folder, this.#stem, text);
    } catch (error) {
      return { path: this.#saveElsewhere(text), problem: messageOf(error) };
    }
    // What was kept there is older.
    if (this.#elsewhere !== null) rmSync(this.#elsewhere, { force: true });
    this.#elsewhere = null;
    return { path: this.#path, problem: null };
  }

  #saveElsewhere(text: string): string | null {
    try {
      this.#elsewhere = keep(this.#elsewhere, tmpdir(), this.#stem, text);
      return this.#elsewhere;
    } catch {
      // The caller says that it is nowhere, and why its own place cannot be written.
      return null;
    }
  }
}

/** What sorts by time: `2026-11-23T080012Z-1a2b3c4`; `kind` stands before it, `label` after it. */
function stemOf({ startedAt, commit, kind, label }: ResultName): string {
  const time = startedAt
    .toISOString()
    .replaceAll(":", "")
    .replace(/\.\d+Z$/u, "Z");
  const parts = [kind ?? null, time, commit?.slice(0, 7) ?? null, label ?? null];
  return parts.filter((part) => part !== null).join("-");
}

/** Keeps a text over what was kept before, or under a name that nobody has. */
function keep(path: string | null, folder: string, stem: string, text: string): string {
  if (path === null) return keepNew(folder, stem, text);
  replaceFile(path, text);
  return path;
}

function keepNew(folder: string, stem: string, text: string): string {
  const draft = draftOf(join(folder, `${stem}.json`));
  try {
    writeWhole(draft, text);
    for (let number = 1; ; number += 1) {
      const path = join(folder, number === 1 ? `${stem}.json` : `${stem}-${number}.json`);
      if (takesName(draft, path)) return path;
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** false: it is somebody's. Whoever looks there never finds an empty file: the name comes with its content. */
function takesName(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
  }
  // A file system without hard links: the name first, then what belongs there.
  try {
    closeSync(openSync(path, "wx"));
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  renameSync(draft, path);
  return true;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
