/** One scenario of `mqbench run`: prepared, run, saved after every trial, reported. */
import { MqbenchError } from "../errors.ts";
import type { ExitName } from "../errors.ts";
import { hintForUnable } from "../engine/trial/greeting-hints.ts";
import { renderReport } from "../report/formats.ts";
import { renderRun } from "../report/formats/text.ts";
import type { RunResult } from "../result/schema.ts";
import type { Saved } from "../result/result-file.ts";
import type { Plan } from "../scenario/planning/plan.ts";
import { machineWarnings } from "../scenario/planning/machine-limits.ts";
import { measureRun } from "../search/measured-run.ts";
import { prepareRun } from "../search/prepare-run.ts";
import type { PreparedRun } from "../search/prepare-run.ts";
import { commandWords } from "../library/command-words.ts";
import { beginHosts, endAfter, hasAgents } from "./agent-options.ts";
import type { AgentsOptions } from "./agent-options.ts";
import { planReport, writeReport } from "./commands/report.ts";
import type { Live } from "./live/live.ts";
import { printNote, printText } from "./output.ts";
import { ProgressView } from "./progress.ts";
import type { ReadWithOptions, ScenarioOptions } from "./scenario-options.ts";
import { listenForStop } from "./signals.ts";
import type { StopSignals } from "./signals.ts";

export interface RunCommandOptions extends ScenarioOptions, AgentsOptions {
  readonly out: string;
  readonly json?: boolean;
  readonly report?: string;
  readonly live?: string | true;
  readonly allowRemote?: boolean;
}

/** How a scenario ended. */
export interface ScenarioEnd {
  readonly exit: ExitName;
  /** null: nothing was measured. */
  readonly result: RunResult | null;
  /** Where the result is; null: nowhere. */
  readonly path: string | null;
}

/** The one pair of listeners of a command: what it says goes where its scenario of the moment shows its progress. */
export class Stopping {
  readonly signals: StopSignals;
  #note: (text: string) => void = printNote;

  constructor() {
    this.signals = listenForStop(() =>
      this.#note(
        "stopping: no more messages are sent; what is in flight is waited for a moment (once more: leave now)",
      ),
    );
  }

  sayThrough(note: (text: string) => void): void {
    this.#note = note;
  }
}

/** `given`: as typed, to be typed again. Throws what cannot work. */
export async function prepareScenario(
  given: string,
  read: ReadWithOptions,
  options: RunCommandOptions,
): Promise<PreparedRun> {
  return await prepareRun(read, {
    isRemoteAllowed: options.allowRemote === true,
    hasAgents: hasAgents(options),
    notes: read.notes,
    command: commandWords("run", given, options),
  });
}

export async function runScenario(
  prepared: PreparedRun,
  options: RunCommandOptions,
  stopping: Stopping,
): Promise<ScenarioEnd> {
  const format = options.report === undefined ? undefined : planReport(options.report);
  const { plan, machine } = prepared;
  const { signals } = stopping;
  const own = hasAgents(options) ? [] : plan.cases.flatMap(({ scenario }) => machineWarnings(scenario, machine));
  for (const text of new Set(own)) printNote(`warning: ${text}`);
  const view = new ProgressView(process.stderr, plan);
  stopping.sayThrough((text) => view.note(text));
  const live = await beginLiveWhereAsked(options.live, prepared.read.name, plan);
  if (live !== null) view.note(`live at ${live.url}`);
  const hosts = await beginHosts(options, machine, { ...signals, note: (text) => view.note(text) });
  if (hosts === null) {
    await live?.end(endWords(null));
    return { exit: signals.stoppedBy() ?? "interrupted", result: null, path: null };
  }
  const last: { saved: Saved | null } = { saved: null };
  const { result, done } = measureRun({
    prepared,
    hosts,
    out: options.out,
    interrupted: signals.interrupted,
    onProgress: (progress) => {
      view.update(progress);
      live?.progress(progress);
    },
    onSaved: (saved) => {
      live?.saved();
      // At once: hours may follow, and a full disk can be emptied meanwhile.
      if (saved.problem !== null && last.saved?.problem !== saved.problem) view.note(`warning: ${unsavedText(saved)}`);
      last.saved = saved;
    },
  });
  live?.follow(result);
  const report = async (): Promise<void> => {
    printReport(result, last.saved, options.json === true);
    if (format !== undefined && options.report !== undefined)
      writeReport(options.report, await renderReport(format, [{ result, path: last.saved?.path ?? null }]));
  };
  const over = endAfter(endAfter(done, hosts), live && { end: async () => await live.end(endWords(last.saved)) });
  const isLeaving = await Promise.race([over.then(() => false), signals.leave.then(() => true)])
    .catch(async (error: unknown) => {
      view.end();
      // What was measured before it failed comes first.
      if (result.trials.length > 0) await report();
      throw error;
    })
    .finally(() => view.end());
  const cannot = result.cases.map(({ unsupported }) => unsupported).filter((why) => why !== null);
  if (cannot.length === result.cases.length)
    throw new MqbenchError("invalid", [...new Set(cannot)], { hint: hintForUnable(cannot) });
  if (!isLeaving) await report();
  return {
    exit: signals.stoppedBy() ?? verdict(result, last.saved),
    result: result.trials.length === 0 ? null : result,
    path: last.saved?.path ?? null,
  };
}

/** Nothing of it is loaded where nobody asks. */
async function beginLiveWhereAsked(given: string | true | undefined, name: string, plan: Plan): Promise<Live | null> {
  if (given === undefined) return null;
  const { beginLive } = await import("./live/live.ts");
  return await beginLive(given, name, plan);
}

/** The last that a live page is told. */
function endWords(saved: Saved | null): string {
  const path = saved?.path ?? null;
  return path === null ? "The run is over; nothing is saved." : `The run is over; its result is ${path}`;
}

function printReport(result: RunResult, saved: Saved | null, isJson: boolean): void {
  if (saved !== null && saved.problem !== null) printNote(`error: ${unsavedText(saved)}`);
  if (isJson) printText(`${JSON.stringify(result)}\n`);
  else if (result.trials.length > 0) printText(renderRun(result, saved?.path ?? null));
}

export function unsavedText({ path, problem }: Saved): string {
  const where = path === null ? "nor anywhere else: --json prints all of it" : `it is in ${path}`;
  return `the result could not be saved in its folder (${problem}): ${where}`;
}

/** A trial that is not valid yields no verdict on the broker; a result that is not in its place misleads whoever looks there. */
function verdict(result: RunResult, saved: Saved | null): ExitName {
  const isElsewhere = saved !== null && saved.problem !== null;
  if (isElsewhere || result.trials.length === 0 || result.trials.some(({ valid }) => !valid)) return "invalid";
  return result.trials.some(({ thresholds }) => thresholds.some(({ outcome }) => outcome === "failed"))
    ? "failed"
    : "passed";
}
