/** Runs the built mqbench as a user would, and reads what it left. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { runResultSchema } from "../src/result/schema.ts";
import type { RunResult, Trial } from "../src/result/schema.ts";

export const tiny = "test/fixtures/tiny.yaml";
const program = ["dist/bin.js"];

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Ends something with the test that made it; or, where the tests of a file share it, with the last of them. */
export type WhenOver = (end: () => void) => void;

/** A folder that is gone when the test is over. */
export function temporaryFolder(whenOver: WhenOver = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), "mqbench-test-"));
  whenOver(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has printed on stderr so far. */
  readonly progress: () => string;
}

/** Starts it; it is killed if the test ends before it. */
export function startMqbench(words: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  return startCommand(process.execPath, [...program, ...words], env);
}

export function startCommand(
  command: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  whenOver: WhenOver = onTestFinished,
): Running {
  const child = spawn(command, words, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  whenOver(() => void child.kill("SIGKILL"));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended, progress: () => stderr };
}

export async function mqbench(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return await startMqbench(words, env).ended;
}

/** Reads a result, and holds that each of its rates is a count ÷ the time it was counted over. */
export function parseResult(text: string): RunResult {
  const result = runResultSchema.parse(JSON.parse(text));
  for (const trial of result.trials) expectExactRates(trial);
  return result;
}

function expectExactRates({ load, metrics, phasesNs }: Trial): void {
  if (load.kind !== "steady" || phasesNs["measure"] === undefined) return;
  const { withinMeasure } = load;
  if (withinMeasure === undefined) throw new Error("measure was reached, and nothing says what was counted in it");
  const { ns, acknowledged, delivered } = withinMeasure;
  const intended = metrics["intended"]?.kind === "value" ? metrics["intended"].value : null;
  const figures = { offeredRate: intended, acknowledgedRate: acknowledged, deliveredRate: delivered };
  for (const [name, count] of Object.entries(figures)) {
    const found = metrics[name];
    expect([name, found?.kind === "value" ? found.value : null]).toEqual([
      name,
      count === null ? null : count / (ns / 1e9),
    ]);
  }
}

/** The one result under a folder. */
export function savedResult(folder: string): RunResult {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) throw new Error(`expected one result, found ${names.join(", ")}`);
  return parseResult(readFileSync(join(folder, name), "utf8"));
}

const accounts = ["intended", "sent", "acknowledged", "expectedDeliveries", "delivered", "lost", "duplicate"];

/** What must not depend on who sends: accounts, and packets and bytes of both hops, of a result's first trial. */
export function exactly(result: RunResult) {
  const load = result.trials[0]?.load;
  if (load?.kind !== "steady") throw new Error("not a steady load");
  const { counted, predicted, connections, agrees } = load.ledger;
  return { counts: accounts.map((name) => value(result, 0, name)), counted, predicted, connections, agrees };
}

/** What mqbench says of itself when the machine is too busy to keep a schedule: no test depends on a free machine. */
const lateness: ReadonlySet<string> = new Set([
  "late",
  "rate-missed",
  "event-loop-late",
  "generator-busy",
  "read-late",
  "sender-starved",
  "start-skew",
]);

/** Why each trial is not valid, in words, but for this machine's being busy. */
export function faultsOf({ trials }: RunResult): readonly string[] {
  return trials.flatMap(({ invalidBecause }) =>
    invalidBecause.filter(({ code }) => !lateness.has(code)).map(({ text }) => text),
  );
}

/**
 * The exit code that a run must have: `ofValid`, or 4 where this machine was too busy for the schedule, and for nothing else. Any other fault
 * of a trial fails the test.
 */
export function expectedCode(result: RunResult, ofValid: 0 | 3): 0 | 3 | 4 {
  expect(faultsOf(result)).toEqual([]);
  return result.trials.every(({ valid }) => valid) ? ofValid : 4;
}

/** What a report calls a threshold that does not hold: of a trial that is not valid nothing is judged. */
export function failedWord({ trials }: RunResult): "failed" | "not judged" {
  return trials.every(({ valid }) => valid) ? "failed" : "not judged";
}

/** The line that says what became of a threshold, which stands at its end where the line is long; undefined: there is none. */
export function judgedLine(stdout: string, result: RunResult, threshold: string): string | undefined {
  return stdout.split("\n").find((line) => line.trim().startsWith(failedWord(result)) && line.includes(threshold));
}

/** A figure of a trial that must be there. */
export function value(result: RunResult, trial: number, metric: string): number {
  const found = result.trials[trial]?.metrics[metric];
  if (found?.kind !== "value") throw new Error(`trial ${trial} has no value ${metric}`);
  return found.value;
}
