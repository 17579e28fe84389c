/** Runs a prepared run and keeps its result, saved after every trial. */
import { startBroker } from "../broker/catalogue.ts";
import type { RunningBroker } from "../broker/running-broker.ts";
import { runPlan } from "../engine/run.ts";
import type { RunOptions, RunOutcome } from "../engine/run.ts";
import { isCutShort } from "../result/early-end.ts";
import { resultVersion } from "../result/schema.ts";
import type { Note, RunResult, Trial } from "../result/schema.ts";
import { ResultFile } from "../result/result-file.ts";
import type { Saved } from "../result/result-file.ts";
import { openResultFolder } from "../result/store.ts";
import { letIn } from "../scenario/fleet.ts";
import { summarise } from "../scenario/summary.ts";
import { shownAxes } from "../scenario/sweep.ts";
import type { PlannedTrial } from "../scenario/planning/plan.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { hideSecrets } from "../secrets.ts";
import type { PreparedRun } from "./prepare-run.ts";
import { keepTrial, Repeats } from "./repeats.ts";
import { newRunId } from "./run-id.ts";

export interface MeasureOptions {
  readonly prepared: PreparedRun;
  readonly hosts: RunOptions["hosts"];
  /** Folder of the results; null: they are kept nowhere. */
  readonly out: string | null;
  readonly interrupted: RunOptions["interrupted"];
  readonly onProgress: RunOptions["onProgress"];
  /** Called after every trial, before it is saved. */
  readonly onTrial?: (trial: Trial) => void;
  /** Called after every trial, also before one that fails. */
  readonly onSaved?: (saved: Saved) => void;
}

export interface MeasuredRun {
  /** Grows with every trial. */
  readonly result: RunResult;
  /** Resolves when the last trial is over; null: nothing was measured, nor saved. */
  readonly done: Promise<Saved | null>;
}

/** Throws before anything is started when the results cannot be kept. */
export function measureRun({ prepared, ...options }: MeasureOptions): MeasuredRun {
  const { results, done } = measureSides({
    ...options,
    sides: [{ prepared, label: null }],
    trials: prepared.plan.trials,
  });
  const [result] = results;
  if (result === undefined) throw new Error("a run has one result");
  return { result, done: done.then(([saved]) => saved ?? null) };
}

export interface MeasureSidesOptions extends Omit<MeasureOptions, "prepared"> {
  readonly sides: readonly MeasuredSide[];
  /** Trials of all sides, in the order they run. */
  readonly trials: readonly PlannedTrial[];
}

interface MeasuredSide {
  readonly prepared: PreparedRun;
  /** Tells the files of several sides apart. */
  readonly label: string | null;
}

export interface MeasuredSides {
  /** One a side; each grows with its trials. */
  readonly results: readonly RunResult[];
  readonly done: Promise<readonly (Saved | null)[]>;
}

/** Several runs with their trials in each other's turn, one result each. */
export function measureSides(options: MeasureSidesOptions): MeasuredSides {
  const { sides, trials, hosts, out, interrupted, onProgress, onTrial, onSaved } = options;
  const startedAt = new Date();
  const run = newRunId();
  const runs = sides.map(({ prepared, label }) => {
    const { commit } = prepared.environment;
    const file =
      out === null ? null : new ResultFile(openResultFolder(out, prepared.read.name), { startedAt, commit, label });
    const pairedWith = sides.length > 1 ? run : null;
    return { prepared, file, result: beginResult({ prepared, startedAt, run, pairedWith }) };
  });
  const measure = async (): Promise<readonly (Saved | null)[]> => {
    const saved: (Saved | null)[] = runs.map(() => null);
    const repeats = new Repeats(sides.length > 1 ? trials : []);
    const order = sides.length > 1 ? repeats.queue : trials;
    const plan = { cases: runs.flatMap(({ prepared }) => prepared.plan.cases), trials: order };
    const addresses = new Map(runs.flatMap(({ prepared }) => [...prepared.addresses]));
    const start = async (scenario: Scenario): Promise<RunningBroker> =>
      await startBroker(scenario.broker, addresses, letIn(scenario));
    const outcomes = runPlan({ plan, hosts, run, startBroker: start, interrupted, onProgress });
    for await (const outcome of outcomes) {
      const place = runs.findIndex(({ prepared }) => prepared.plan.cases.includes(outcome.planned.case));
      const side = runs[place];
      if (side === undefined) throw new Error("a trial of no side");
      addOutcome(side.result, outcome);
      if (outcome.kind === "trial") onTrial?.(outcome.trial);
      if (outcome.kind === "trial" && repeats.look(outcome.planned, outcome.trial))
        side.result.warnings.push(repeatedNote(outcome.trial));
      const kept = side.file?.save(side.result) ?? null;
      saved[place] = kept;
      if (kept !== null) onSaved?.(kept);
    }
    return saved;
  };
  return { results: runs.map(({ result }) => result), done: measure() };
}

interface Beginning {
  readonly prepared: PreparedRun;
  readonly startedAt: Date;
  readonly run: string;
  readonly pairedWith: string | null;
}

function beginResult({ prepared, startedAt, run, pairedWith }: Beginning): RunResult {
  const { read, plan, environment } = prepared;
  return {
    schema: "mqbench/result",
    version: resultVersion,
    run,
    pairedWith,
    startedAt: startedAt.toISOString(),
    endedAt: startedAt.toISOString(),
    status: "partial",
    scenario: redactRecord(read.source),
    scenarioFile: read.file,
    command: [...prepared.command],
    environment,
    cases: plan.cases.map(({ id, axes, scenario, unsupported }) => ({
      id,
      axes: shownAxes(axes),
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
    warnings: [...prepared.warnings],
  };
}

function addOutcome(result: RunResult, outcome: RunOutcome): void {
  result.endedAt = new Date().toISOString();
  if (outcome.kind === "trial") keepTrial(result, outcome.trial);
  else {
    result.cases = result.cases.map((each) =>
      each.id === outcome.planned.case.id ? { ...each, unsupported: outcome.why, trialsPlanned: 0 } : each,
    );
  }
  result.status = statusOf(result);
}

function repeatedNote({ case: id, trial, invalidBecause }: RunResult["trials"][number]): Note {
  const why = invalidBecause.map(({ text }) => text).join("; ");
  return { code: "repeated", text: `${id === "" ? "" : `${id} `}trial ${trial} is made again, on both sides: ${why}` };
}

/** Whole when every planned trial was made to its end. */
function statusOf(result: RunResult): RunResult["status"] {
  return result.trials.length === plannedTrials(result) && !result.trials.some(isCutShort) ? "complete" : "partial";
}

function plannedTrials({ cases }: RunResult): number {
  return cases.reduce((sum, { trialsPlanned }) => sum + trialsPlanned, 0);
}

/** The same value, without what its texts must not show. */
function redact(value: unknown): unknown {
  if (typeof value === "string") return hideSecrets(value);
  if (Array.isArray(value)) return value.map(redact);
  return typeof value === "object" && value !== null ? redactRecord(value) : value;
}

export function redactRecord(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, redact(each)]));
}
