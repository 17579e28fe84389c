/** One scenario of `mqbench run`: prepared, run, saved after every trial, reported. */
import { MqbenchError } from "../errors.ts";
import type { ExitName } from "../errors.ts";
import { hintForUnable } from "../engine/trial/greeting-hints.ts";
import { renderReport } from "../report/formats.ts";
import { renderRun } from "../report/formats/text.ts";
import type { RunResult } from "../result/schema.ts";
import type { Saved } from "../result/result-file.ts";
import { machineWarnings } from "../scenario/planning/machine-limits.ts";
import { measureRun } from "../search/measured-run.ts";
import { prepareRun } from "../search/prepare-run.ts";
import type { PreparedRun } from "../search/prepare-run.ts";
import { commandWords } from "../library/command-words.ts";
import { beginHosts, endAfter, hasAgents } from "./agent-options.ts";
import type { AgentsOptions } from "./agent-options.ts";
import { planReport, writeReport } from "./commands/report.ts";
import { printNote, printText, printWrapped } from "./output.ts";
import { ProgressView } from "./progress.ts";
import type { RunWatcher } from "./run-watcher.ts";
import type { ReadWithOptions, ScenarioOptions } from "./scenario-options.ts";
import { listenForStop } from "./signals.ts";
import type { StopSignals } from "./signals.ts";

export interface RunCommandOptions extends ScenarioOptions, AgentsOptions {
  readonly out: string;
  readonly json?: boolean;
  readonly report?: string;
  readonly live?: string | true;
  readonly otlp?: string;
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
  const note = (text: string): void => view.note(text);
  const watchers = await beginWatchers(options, prepared, note);
  const hosts = await beginHosts(options, machine, { ...signals, note });
  if (hosts === null) {
    await endWatchers(watchers, null);
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
      for (const watcher of watchers) watcher.progress(progress);
    },
    onSaved: (saved) => {
      for (const watcher of watchers) watcher.saved();
      // At once: hours may follow, and a full disk can be emptied meanwhile.
      if (saved.problem !== null && last.saved?.problem !== saved.problem) view.note(`warning: ${unsavedText(saved)}`);
      last.saved = saved;
    },
  });
  for (const watcher of watchers) watcher.follow(result);
  const report = async (): Promise<void> => {
    printReport(result, last.saved, options.json === true);
    if (format !== undefined && options.report !== undefined)
      writeReport(options.report, await renderReport(format, [{ result, path: last.saved?.path ?? null }]));
  };
  const over = endAfter(endAfter(done, hosts), { end: async () => await endWatchers(watchers, last.saved) });
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

/** Nothing of them is loaded where nobody asks. */
async function beginWatchers(
  { live, otlp, allowRemote }: RunCommandOptions,
  { read: { name }, plan }: PreparedRun,
  note: (text: string) => void,
): Promise<readonly RunWatcher[]> {
  const watchers: RunWatcher[] = [];
  if (otlp !== undefined) {
    const { beginOtlp } = await import("./otlp/otlp-push.ts");
    watchers.push(await beginOtlp(otlp, { name, plan, note, isRemoteAllowed: allowRemote === true }));
  }
  if (live !== undefined) {
    const { beginLive } = await import("./live/live.ts");
    const begun = await beginLive(live, name, plan);
    note(`live at ${begun.url}`);
    watchers.push(begun);
  }
  return watchers;
}

async function endWatchers(watchers: readonly RunWatcher[], saved: Saved | null): Promise<void> {
  const path = saved?.path ?? null;
  const text = path === null ? "The run is over; nothing is saved." : `The run is over; its result is ${path}`;
  await Promise.all(watchers.map(async (watcher) => await watcher.end(text)));
}

function printReport(result: RunResult, saved: Saved | null, isJson: boolean): void {
  if (saved !== null && saved.problem !== null) printNote(`error: ${unsavedText(saved)}`);
  if (isJson) printText(`${JSON.stringify(result)}\n`);
  else if (result.trials.length > 0) printWrapped(renderRun(result, saved?.path ?? null));
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
