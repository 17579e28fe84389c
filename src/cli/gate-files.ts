/** Where a gate writes what CI systems and dashboards read: files that were asked for, and GitHub's own. */
import { appendFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Comparison } from "../analysis/compare.ts";
import type { GateVerdict } from "../analysis/gate.ts";
import { boundsOf, summariseRun } from "../analysis/summary.ts";
import { MqbenchError, messageOf } from "../errors.ts";
import { renderBencher } from "../report/changes/bencher.ts";
import { renderBenchmarkAction } from "../report/changes/benchmark-action.ts";
import { githubOutputs, githubSummary } from "../report/changes/github.ts";
import { renderJunit } from "../report/changes/junit.ts";
import { makeFolder } from "../result/make-folder.ts";
import type { RunResult } from "../result/schema.ts";
import { replaceFile } from "../result/store.ts";
import { printNote } from "./output.ts";

export interface GateFileOptions {
  readonly junit?: string;
  readonly bencher?: string;
  /** Prefix of two files. */
  readonly benchmarkAction?: string;
}

export interface Gated {
  readonly result: RunResult;
  readonly comparison: Comparison | null;
  readonly verdict: GateVerdict;
  /** What of the scenario changed, in words. */
  readonly changed: readonly string[];
}

/** Figures of a run that is not valid reach no dashboard: they would stay there. */
export function writeGateFiles({ result, comparison, verdict }: Gated, options: GateFileOptions): void {
  if (options.junit !== undefined) write(options.junit, renderJunit(result, verdict, comparison?.base.commit ?? null));
  const isAsked = options.bencher !== undefined || options.benchmarkAction !== undefined;
  if (!isAsked) return;
  if (verdict.outcome === "not valid") {
    printNote("warning: the run is not valid: no figures are written for dashboards");
    return;
  }
  const scenario = String(result.scenario["name"]);
  const cases = summariseRun(result);
  const bounds = boundsOf(cases);
  if (bounds !== "") printNote(`warning: not written for dashboards, known only as lower bounds: ${bounds}`);
  if (options.bencher !== undefined) write(options.bencher, renderBencher(scenario, cases));
  if (options.benchmarkAction === undefined) return;
  for (const [direction, suffix] of [
    ["lower", "smaller"],
    ["higher", "bigger"],
  ] as const) {
    const text = renderBenchmarkAction(scenario, cases, direction);
    if (text !== null) write(`${options.benchmarkAction}-${suffix}.json`, text);
  }
}

/** Writes the files that a step of GitHub Actions names. */
export function writeGithubFiles({ result, verdict, changed }: Gated, environment: NodeJS.ProcessEnv): void {
  const { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs } = environment;
  if (summary !== undefined && summary !== "") append(summary, githubSummary(result, verdict, changed));
  if (outputs !== undefined && outputs !== "") append(outputs, githubOutputs(verdict));
}

function write(path: string, text: string): void {
  trying(path, () => {
    makeFolder(dirname(path));
    replaceFile(path, text);
  });
}

function append(path: string, text: string): void {
  trying(path, () => appendFileSync(path, text));
}

function trying(path: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    throw new MqbenchError("usage", `${path} cannot be written: ${messageOf(cause)}`, { cause });
  }
}
