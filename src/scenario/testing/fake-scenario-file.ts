/** Scenario files for tests: written to a fresh folder that is removed afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MqbenchError } from "../../errors.ts";
import { readScenario } from "../read.ts";
import type { Overrides, ReadScenario } from "../read.ts";
import type { Scenario } from "../scenario.ts";

/** The shortest sensors that are sound. */
export const twoSensors = "sensors: { count: 2, every: 1s }";

interface Given {
  readonly set?: readonly string[];
  readonly flags?: Overrides["flags"];
  /** Files beside the scenario, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The text is written as `s.yaml`. */
export function readText(text: string | Uint8Array, given: Given = {}): ReadScenario {
  return inFolder((folder) => {
    const file = join(folder, "s.yaml");
    writeFileSync(file, text);
    for (const [name, content] of Object.entries(given.files ?? {})) writeFileSync(join(folder, name), content);
    const set = (given.set ?? []).map((each) => ({ text: each, option: "--set" }));
    return readScenario(file, { set, flags: given.flags ?? [] });
  });
}

/** The scenario of the only case. */
export function readOne(text: string, given: Given = {}): Scenario {
  const [only, ...others] = readText(text, given).cases;
  if (only === undefined || others.length > 0) throw new Error(`${others.length + 1} cases`);
  return only.scenario;
}

/** What is wrong with it, without the folder's path. */
export function problemsOf(text: string | Uint8Array, given: Given = {}): readonly string[] {
  return mistakeIn(() => readText(text, given)).problems;
}

/** The user's mistake that an action throws, without the path of the fresh folder. */
export function mistakeIn(action: () => unknown): Pick<MqbenchError, "code" | "problems" | "hint"> {
  try {
    action();
  } catch (error) {
    if (!(error instanceof MqbenchError)) throw error;
    const problems = error.problems.map((problem) => problem.replaceAll(/[^\s'"]*mqbench-test-\w+\//gu, ""));
    return { code: error.code, problems, hint: error.hint };
  }
  throw new Error("nothing is wrong with it");
}

/** A fresh folder, removed when the action is over. */
export function inFolder<T>(action: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "mqbench-test-"));
  try {
    return action(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
