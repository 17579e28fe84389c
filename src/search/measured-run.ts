/** Runs a prepared run and keeps its result, saved after every trial. */
import { join } from "node:path";
import { withoutPassword } from "../broker/broker-url.ts";
import { startBroker } from "../broker/catalogue.ts";
import { runPlan } from "../engine/run.ts";
import type { RunOptions, RunOutcome } from "../engine/run.ts";
import { resultVersion } from "../result/schema.ts";
import type { Note, RunResult } from "../result/schema.ts";
import { openResultFolder, resultFileName, saveResult } from "../result/store.ts";
import type { Saved } from "../result/store.ts";
import { summarise } from "../scenario/summary.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { newRunId } from "./run-id.ts";

export interface MeasureOptions {
  readonly prepared: PreparedRun;
  /** Folder of the results. */
  readonly out: string;
  /** Of the run as a whole. */
  readonly warnings: readonly Note[];
  readonly interrupted: RunOptions["interrupted"];
  readonly onProgress: RunOptions["onProgress"];
  /** After every trial, also before one that fails. */
  readonly onSaved?: (saved: Saved) => void;
}

export interface MeasuredRun {
  /** Grows with every trial. */
  readonly result: RunResult;
  /** Resolves when the last trial is over; null: nothing was measured, nor saved. */
  readonly done: Promise<Saved | null>;
}

/** Throws before anything is started when the results cannot be kept. */
export function measureRun({ prepared, out, warnings, interrupted, onProgress, onSaved }: MeasureOptions): MeasuredRun {
  const folder = openResultFolder(out, prepared.read.name);
  const startedAt = new Date();
  const path = join(folder, resultFileName(folder, startedAt, prepared.environment.commit));
  const run = newRunId();
  const result = beginResult({ prepared, startedAt, run, warnings });
  const measure = async (): Promise<Saved | null> => {
    let saved: Saved | null = null;
    const trials = runPlan({
      plan: prepared.plan,
      machine: prepared.machine,
      run,
      startBroker: async ({ broker }) => await startBroker(broker),
      interrupted,
      onProgress,
    });
    for await (const outcome of trials) {
      addOutcome(result, outcome);
      const isWhole = result.trials.length === plannedTrials(result) && !result.trials.some(isCutShort);
      result.status = isWhole ? "complete" : "partial";
      saved = saveResult(path, result);
      onSaved?.(saved);
    }
    return saved;
  };
  return { result, done: measure() };
}

interface Beginning {
  readonly prepared: PreparedRun;
  readonly startedAt: Date;
  readonly run: string;
  readonly warnings: readonly Note[];
}

function beginResult({ prepared, startedAt, run, warnings }: Beginning): RunResult {
  const { read, plan, environment } = prepared;
  return {
    schema: "mqbench/result",
    version: resultVersion,
    run,
    startedAt: startedAt.toISOString(),
    endedAt: startedAt.toISOString(),
    status: "partial",
    scenario: redactRecord(read.source),
    scenarioFile: read.file,
    environment,
    cases: plan.cases.map(({ id, axes, scenario, unsupported }) => ({
      id,
      axes: Object.fromEntries(
        Object.entries(axes).map(([axis, value]) => [axis, typeof value === "string" ? withoutPassword(value) : value]),
      ),
      qos: {
        sensors: scenario.sensors.map(({ qos }) => qos),
        subscribers: scenario.subscribers.map(({ qos }) => qos),
      },
      summary: summarise(scenario),
      ...(scenario.fleet !== null && { fleet: scenario.fleet }),
      trialsPlanned: unsupported === null ? scenario.trials : 0,
      unsupported,
      scenario: redactRecord(scenario),
    })),
    trials: [],
    warnings: [...warnings],
  };
}

function addOutcome(result: RunResult, outcome: RunOutcome): void {
  result.endedAt = new Date().toISOString();
  if (outcome.kind === "trial") result.trials.push(outcome.trial);
  else {
    result.cases = result.cases.map((each) =>
      each.id === outcome.caseId ? { ...each, unsupported: outcome.why, trialsPlanned: 0 } : each,
    );
  }
}

function isCutShort({ invalidBecause }: RunResult["trials"][number]): boolean {
  return invalidBecause.some(({ code }) => code === "ended-early");
}

function plannedTrials({ cases }: RunResult): number {
  return cases.reduce((sum, { trialsPlanned }) => sum + trialsPlanned, 0);
}

/** The same value, without the passwords of the URLs in its texts. */
function redact(value: unknown): unknown {
  if (typeof value === "string") return withoutPassword(value);
  if (Array.isArray(value)) return value.map(redact);
  return typeof value === "object" && value !== null ? redactRecord(value) : value;
}

export function redactRecord(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, redact(each)]));
}
