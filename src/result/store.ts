/** The folder of results: files written whole or not at all, results read back with a word on what is wrong. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { inOneLineEach } from "../visible-text.ts";
import { manyLines } from "./checked-scenario.ts";
import { MqbenchError, messageOf } from "../errors.ts";
import { readGivenText } from "../given-file.ts";
import { makeFolder } from "./make-folder.ts";
import { resultVersion, runResultSchema } from "./schema.ts";
import type { RunResult } from "./schema.ts";

/** Of any file that is kept: a text of more does not fit into one of JavaScript. */
export const mostResultBytes = 500_000_000;

/** Throws when nothing can be written there: said before the run, not after it. */
export function openResultFolder(out: string, scenarioName: string): string {
  const folder = join(out, scenarioName);
  const probe = draftOf(join(folder, ".probe"));
  try {
    makeFolder(folder);
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

/** Whole or not at all. */
export function replaceFile(path: string, text: string): void {
  const draft = draftOf(path);
  try {
    writeWhole(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Nobody else's: the processes of two containers that share a folder may have the same number. */
export function draftOf(path: string): string {
  return `${path}.${process.pid}-${randomBytes(4).toString("hex")}.part`;
}

/** A file that is not there yet. */
export function writeWhole(path: string, text: string): void {
  const file = openSync(path, "wx");
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
  if (!header.success) throw new MqbenchError("usage", `${file} is not a result of mqbench`, hintFor(value));
  if (header.data.version > resultVersion) {
    throw new MqbenchError(
      "usage",
      `${file} is a result of version ${header.data.version}, this mqbench reads up to ${resultVersion}`,
      {
        hint: "update mqbench",
      },
    );
  }
  const parsed = runResultSchema.safeParse(inOneLineEach(value, manyLines));
  if (parsed.success) return { path: file, result: parsed.data };
  const [issue] = parsed.error.issues;
  throw new MqbenchError("usage", `${file} is damaged: ${issue?.path.join(".")}: ${issue?.message}`);
}

/** What may have been meant by a file that is no result. */
function hintFor(value: unknown): { readonly hint?: string } {
  const isBaseline = z.looseObject({ schema: z.literal("mqbench/baseline") }).safeParse(value).success;
  return isBaseline ? { hint: "it is a baseline: `mqbench gate RESULT --baseline FILE` reads it" } : {};
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readGivenText(file, mostResultBytes);
  } catch (cause) {
    throw new MqbenchError("usage", `cannot read the result: ${messageOf(cause)}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MqbenchError("usage", `${file} is not whole JSON (truncated?): ${messageOf(cause)}`, {
      cause,
      ...(/\.ya?ml$/iu.test(file) && { hint: "if it is a scenario, `mqbench run` measures it, and saves a result" }),
    });
  }
}

/** What the newest of a folder is, also of capacity searches and interleaved comparisons: a file, or both sides of one. A file is itself. */
export function newestKept(path: string): readonly string[] {
  if (!existsSync(path) || !statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) =>
    /^(?:capacity-)?\d{4}-\d\d-\d\dT.*\.json$/u.test(basename(name)),
  );
  const timed = (name: string): string => basename(name, ".json").replace(/^capacity-/u, "");
  const newest = names.toSorted((a, b) => compareNames(timed(a), timed(b))).at(-1);
  if (newest === undefined) return [path];
  const [base, head] = ["a", "b"].map((side) => newest.replace(/-[ab](?=(?:-\d+)?\.json$)/u, `-${side}`));
  const isPair =
    base !== undefined && head !== undefined && base !== head && [base, head].every((name) => names.includes(name));
  return (isPair ? [base, head] : [newest]).map((name) => join(path, name));
}

/** Names begin with the time: the last in order is the newest. Below the folder, too: `results` means the newest of all scenarios. */
function newestResult(path: string): string {
  if (!existsSync(path))
    throw new MqbenchError("usage", `no such file or folder: ${path}`, {
      hint: "a run prints where it saved its result",
    });
  const found = statSync(path);
  // What is piped to it is read to its end; a device has none.
  if (found.isFile() || found.isFIFO()) return path;
  if (!found.isDirectory()) throw new MqbenchError("usage", `${path} is neither a file nor a folder`);
  const names = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) =>
    /^\d{4}-\d\d-\d\dT.*\.json$/u.test(basename(name)),
  );
  const own = names.filter((name) => !sideOfAb.test(name));
  if (own.length === 0 && names.length > 0)
    throw new MqbenchError("usage", `${path} has the sides of comparisons only (mqbench ab): which one is meant?`, {
      hint: `name the file, such as ${join(path, names.toSorted().at(-1) ?? "")}`,
    });
  const newest = own.toSorted((a, b) => compareNames(basename(a, ".json"), basename(b, ".json"))).at(-1);
  if (newest === undefined)
    throw new MqbenchError("usage", `no result in ${path}`, {
      hint: "a run prints where it saved its result",
    });
  return join(path, newest);
}

/** One side of an `ab`, altered by its options: it is nobody's newest run of the scenario. */
const sideOfAb = /-[ab](?:-\d+)?\.json$/u;

/** Sorts older names first: of two of the same second, the one with the larger number behind it is newer. */
function compareNames(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
