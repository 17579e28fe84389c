/** The history of a scenario on one kind of machine: a line of JSON a run, so that git merges two branches by keeping both. */
import { closeSync, fstatSync, ftruncateSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { inOneLineEach } from "../visible-text.ts";
import { MqbenchError, messageOf } from "../errors.ts";
import { readGivenText } from "../given-file.ts";
import { makeFolder } from "./make-folder.ts";
import { mostResultBytes } from "./store.ts";

const entrySchema = z.strictObject({
  startedAt: z.string(),
  run: z.string(),
  commit: z.string().nullable(),
  dirty: z.boolean().nullable(),
  mqbench: z.string(),
  /** What the run as a whole warns of; left out where that is nothing, and by an older mqbench. */
  warnings: z.array(z.string()).optional(),
  /** Medians over the valid trials, by case, then by figure. */
  cases: z.record(z.string(), z.record(z.string(), z.number())),
});

export type HistoryEntry = z.output<typeof entrySchema>;

/** `of`: the scenario's name, what it is, and the kind of machine. */
export function historyPath(folder: string, of: readonly [name: string, scenario: string, machine: string]): string {
  return join(folder, `${of.join("-")}.jsonl`);
}

/** Oldest first, each run once, whatever order a merge left them in. */
export function readHistory(path: string): readonly HistoryEntry[] {
  let text: string;
  try {
    text = readGivenText(path, mostResultBytes);
  } catch (cause) {
    throw new MqbenchError("usage", `cannot read the history: ${messageOf(cause)}`, {
      cause,
      hint: "`mqbench history add RESULT` begins one",
    });
  }
  const entries = text
    .split("\n")
    .flatMap((line, index) => (line.trim() === "" ? [] : [parseEntry(path, line, index + 1)]));
  const byRun = new Map(entries.map((entry) => [keyOf(entry), entry]));
  return [...byRun.values()].toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
}

/** Only ever at the end, and the whole line or nothing of it. */
export function appendHistory(folder: string, path: string, entry: HistoryEntry): void {
  try {
    makeFolder(folder);
    appendWhole(path, `${JSON.stringify(entry)}\n`);
  } catch (cause) {
    throw new MqbenchError("usage", `the history ${path} cannot be written: ${messageOf(cause)}`, { cause });
  }
}

/** A part of a line, as on a full disk, would make the rest unreadable. */
function appendWhole(path: string, text: string): void {
  const file = openSync(path, "a");
  const { size } = fstatSync(file);
  try {
    writeFileSync(file, text);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Two runs of one second differ in their prefix. */
export function keyOf({ startedAt, run }: HistoryEntry): string {
  return `${startedAt} ${run}`;
}

function parseEntry(path: string, line: string, number: number): HistoryEntry {
  const problem = (text: string): MqbenchError => {
    const isConflict = /^(?:<{7}|={7}|>{7})/u.test(line);
    return new MqbenchError("usage", `${path}:${number}: ${text}`, {
      hint: isConflict ? "keep both sides of the merge, and take away git's markers" : undefined,
    });
  };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw problem(`is not JSON: ${messageOf(error)}`);
  }
  const parsed = entrySchema.safeParse(inOneLineEach(value, new Set()));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw problem(`${issue?.path.join(".")}: ${issue?.message}`);
}
