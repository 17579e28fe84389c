/** Keeps results: atomically written after every trial, read back with a word on what is wrong. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { z } from "zod";
import { MqbenchError, messageOf } from "../errors.ts";
import type { CapacityResult } from "./capacity.ts";
import { resultVersion, runResultSchema } from "./schema.ts";
import type { RunResult } from "./schema.ts";

export interface Saved {
  /** null: nowhere. */
  readonly path: string | null;
  /** When it could not be saved where it belongs: why. */
  readonly problem: string | null;
}

/** Throws when nothing can be written there: said before the run, not after it. */
export function openResultFolder(out: string, scenarioName: string): string {
  const folder = join(out, scenarioName);
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeWhole(probe, "");
    rmSync(probe);
    return folder;
  } catch (cause) {
    throw new MqbenchError("usage", `the results folder ${folder} cannot be written: ${messageOf(cause)}`, {
      cause,
      hint: "choose another with --out DIR",
    });
  }
}

export interface ResultName {
  readonly startedAt: Date;
  readonly commit: string | null;
  /** What it is, where it is no result of a run. */
  readonly kind?: string;
  /** Tells the files of one moment apart. */
  readonly label?: string | null;
}

/** A file name that sorts by time and is not taken: `2026-11-23T080012Z-1a2b3c4.json`; `kind` stands before it, `label` after it. */
export function resultFileName(folder: string, { startedAt, commit, kind, label }: ResultName): string {
  const time = startedAt
    .toISOString()
    .replaceAll(":", "")
    .replace(/\.\d+Z$/u, "Z");
  const parts = [kind ?? null, time, commit?.slice(0, 7) ?? null, label ?? null];
  const stem = parts.filter((part) => part !== null).join("-");
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${stem}.json` : `${stem}-${number}.json`;
    if (!existsSync(join(folder, name))) return name;
  }
}

/** Writes a result whole or not at all. Where that fails (a full disk) it goes to the temporary folder instead. */
export function saveResult(path: string, result: RunResult | CapacityResult): Saved {
  const text = `${JSON.stringify(result)}\n`;
  const problem = tryReplace(path, text);
  if (problem === null) return { path, problem };
  const elsewhere = join(tmpdir(), basename(path));
  return { path: tryReplace(elsewhere, text) === null ? elsewhere : null, problem };
}

/** In words, what went wrong. */
function tryReplace(path: string, text: string): string | null {
  try {
    replaceFile(path, text);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Whole or not at all. */
export function replaceFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}.part`;
  try {
    writeWhole(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, "w");
  try {
    const bytes = Buffer.from(text);
    let written = 0;
    while (written < bytes.length) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A result file, or the newest of a folder. */
export function readResult(path: string): { readonly path: string; readonly result: RunResult } {
  const file = newestResult(path);
  const value = readJson(file);
  const header = z.looseObject({ schema: z.literal("mqbench/result"), version: z.number() }).safeParse(value);
  if (!header.success) throw new MqbenchError("usage", `${file} is not a result of mqbench`);
  if (header.data.version > resultVersion) {
    throw new MqbenchError(
      "usage",
      `${file} is a result of version ${header.data.version}, this mqbench reads up to ${resultVersion}`,
      {
        hint: "update mqbench",
      },
    );
  }
  const parsed = runResultSchema.safeParse(value);
  if (parsed.success) return { path: file, result: parsed.data };
  const [issue] = parsed.error.issues;
  throw new MqbenchError("usage", `${file} is damaged: ${issue?.path.join(".")}: ${issue?.message}`);
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new MqbenchError("usage", `cannot read the result: ${messageOf(cause)}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MqbenchError("usage", `${file} is not whole JSON (truncated?): ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Names begin with the time: the last in order is the newest. Below the folder, too: `results` means the newest of all scenarios. */
function newestResult(path: string): string {
  if (!existsSync(path))
    throw new MqbenchError("usage", `no such file or folder: ${path}`, {
      hint: "a run prints where it saved its result",
    });
  if (!statSync(path).isDirectory()) return path;
  const names = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) =>
    /^\d{4}-\d\d-\d\dT.*\.json$/u.test(basename(name)),
  );
  const newest = names.toSorted((a, b) => compareNames(basename(a, ".json"), basename(b, ".json"))).at(-1);
  if (newest === undefined)
    throw new MqbenchError("usage", `no result in ${path}`, {
      hint: "a run prints where it saved its result",
    });
  return join(path, newest);
}

/** Of the same second, the one with the larger number behind it is newer. */
function compareNames(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
