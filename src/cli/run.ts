/** `mqbench run`: reads, plans, checks, runs, saves after every trial, reports. */
import { join } from "node:path";
import { randomInt } from "node:crypto";
import { hostOf, isLoopback, withoutPassword } from "../broker/broker-url.ts";
import { startBroker, whyMissing } from "../broker/catalogue.ts";
import { runPlan } from "../engine/run.ts";
import type { RunOutcome } from "../engine/run.ts";
import { MqbenchError } from "../errors.ts";
import type { ExitName } from "../errors.ts";
import { renderReport } from "../report/formats.ts";
import { renderRun } from "../report/text.ts";
import { readEnvironment, readPortRange } from "../result/environment.ts";
import { resultVersion } from "../result/schema.ts";
import type { Environment, RunResult } from "../result/schema.ts";
import { openResultFolder, resultFileName, saveResult } from "../result/store.ts";
import type { Saved } from "../result/store.ts";
import { findShortage, needsOf } from "../scenario/machine-limits.ts";
import { planRun } from "../scenario/plan.ts";
import type { Plan } from "../scenario/plan.ts";
import type { ReadScenario } from "../scenario/read.ts";
import { summarise } from "../scenario/summary.ts";
import { planReport, writeReport } from "./report.ts";
import { ProgressView } from "./progress.ts";
import { readWithOptions } from "./scenario-options.ts";
import type { ScenarioOptions } from "./scenario-options.ts";
import { listenForStop } from "./signals.ts";

export interface RunCommandOptions extends ScenarioOptions {
  readonly out: string;
  readonly json?: boolean;
  readonly report?: string;
  readonly allowRemote?: boolean;
}

export async function runCommand(file: string, options: RunCommandOptions): Promise<ExitName> {
  const format = options.report === undefined ? undefined : planReport(options.report);
  const read = readWithOptions(file, options);
  const plan = withoutMissing(planRun(read.cases));
  const environment = readEnvironment();
  checkPlan(plan, environment, options.allowRemote === true);
  const folder = openResultFolder(options.out, read.name);
  const startedAt = new Date();
  const path = join(folder, resultFileName(folder, startedAt, environment.commit));
  const view = new ProgressView(process.stderr, plan);
  const signals = listenForStop(() =>
    view.note("stopping: no more messages are sent; what is in flight is waited for (once more: leave now)"),
  );
  const run = randomInt(36 ** 4)
    .toString(36)
    .padStart(4, "0");
  const result = beginResult({ read, plan, environment, startedAt, run });
  if (options.quick === true)
    result.warnings.push({
      code: "quick",
      text: "--quick: a first look of 5 s, not a measurement to keep",
    });
  let saved: Saved | null = null;
  const measuring = (async (): Promise<void> => {
    const trials = runPlan({
      plan,
      run,
      startBroker: async ({ broker }) => await startBroker(broker),
      interrupted: signals.interrupted,
      onProgress: (progress) => view.update(progress),
    });
    for await (const outcome of trials) {
      addOutcome(result, outcome);
      const isWhole = result.trials.length === plannedTrials(result) && !result.trials.some(isCutShort);
      result.status = isWhole ? "complete" : "partial";
      saved = saveResult(path, result);
    }
  })();
  const isLeaving = await Promise.race([measuring.then(() => false), signals.leave.then(() => true)]).finally(() =>
    view.end(),
  );
  const cannot = result.cases.map(({ unsupported }) => unsupported).filter((why) => why !== null);
  if (cannot.length === result.cases.length) throw new MqbenchError("invalid", [...new Set(cannot)]);
  if (!isLeaving) printReport(result, saved, options.json === true);
  if (!isLeaving && format !== undefined && options.report !== undefined)
    writeReport(options.report, await renderReport(format, [{ result, path }]));
  return signals.stoppedBy() ?? verdict(result);
}

/** Cases whose broker is not installed do not run, and say so; the others do. */
function withoutMissing(plan: Plan): Plan {
  const cases = plan.cases.map((each) => ({
    ...each,
    unsupported: each.unsupported ?? whyMissing(each.scenario.broker) ?? null,
  }));
  const trials = plan.trials.flatMap(({ case: { id }, trial }) => {
    const planned = cases.find((each) => each.id === id);
    return planned === undefined || planned.unsupported !== null ? [] : [{ case: planned, trial }];
  });
  return { cases, trials };
}

/** Refuses what cannot work, before anything is started. */
function checkPlan(plan: Plan, environment: Environment, isRemoteAllowed: boolean): void {
  const machine = { descriptorLimit: environment.descriptorLimit, portRange: readPortRange() };
  const unsupported = plan.cases.map((planned) => planned.unsupported).filter((why) => why !== null);
  if (unsupported.length === plan.cases.length) {
    throw new MqbenchError("usage", [...new Set(unsupported)], {
      hint: "`mqbench brokers` says what each broker can do, and what is installed",
    });
  }
  for (const planned of plan.cases) {
    const { broker } = planned.scenario;
    if (!isRemoteAllowed && broker.kind === "url" && !isLoopback(hostOf(broker.url))) {
      throw new MqbenchError("usage", `${hostOf(broker.url)} is not this machine: load goes to loopback only`, {
        hint: "--allow-remote sends it all the same, to brokers that are yours to load",
      });
    }
    const shortage = findShortage(needsOf(planned), machine);
    if (shortage !== undefined) throw new MqbenchError("usage", shortage.problem, { hint: shortage.hint });
  }
}

interface Beginning {
  readonly read: ReadScenario;
  readonly plan: Plan;
  readonly environment: Environment;
  readonly startedAt: Date;
  readonly run: string;
}

function beginResult({ read, plan, environment, startedAt, run }: Beginning): RunResult {
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
      trialsPlanned: unsupported === null ? scenario.trials : 0,
      unsupported,
      scenario: redactRecord(scenario),
    })),
    trials: [],
    warnings: [],
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

function redactRecord(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, redact(each)]));
}

function printReport(result: RunResult, saved: Saved | null, isJson: boolean): void {
  if (saved !== null && saved.problem !== null) {
    const where = saved.path === null ? "nor anywhere else: what follows is all there is" : `it is in ${saved.path}`;
    process.stderr.write(`warning: the result could not be saved in its folder (${saved.problem}): ${where}\n`);
  }
  if (isJson) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (result.trials.length > 0) process.stdout.write(renderRun(result, saved?.path ?? null));
}

/** A trial that is not valid yields no verdict on the broker. */
function verdict(result: RunResult): ExitName {
  if (result.trials.some(({ valid }) => !valid)) return "invalid";
  return result.trials.some(({ thresholds }) => thresholds.some(({ outcome }) => outcome === "failed"))
    ? "failed"
    : "passed";
}
