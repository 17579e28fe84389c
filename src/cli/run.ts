/** `mqbench run`: reads, plans, checks, runs, saves after every trial, reports. */
import { MqbenchError } from "../errors.ts";
import type { ExitName } from "../errors.ts";
import { renderRun } from "../report/text.ts";
import type { Note, RunResult } from "../result/schema.ts";
import type { Saved } from "../result/store.ts";
import { measureRun } from "../search/measured-run.ts";
import { prepareRun } from "../search/prepare-run.ts";
import { ProgressView } from "./progress.ts";
import { readWithOptions } from "./scenario-options.ts";
import type { ScenarioOptions } from "./scenario-options.ts";
import { listenForStop } from "./signals.ts";

export interface RunCommandOptions extends ScenarioOptions {
  readonly out: string;
  readonly json?: boolean;
  readonly allowRemote?: boolean;
}

const quickWarning: Note = { code: "quick", text: "--quick: a first look of 5 s, not a measurement to keep" };

export async function runCommand(file: string, options: RunCommandOptions): Promise<ExitName> {
  const prepared = prepareRun(readWithOptions(file, options), { isRemoteAllowed: options.allowRemote === true });
  const view = new ProgressView(process.stderr, prepared.plan);
  const signals = listenForStop(() =>
    view.note("stopping: no more messages are sent; what is in flight is waited for (once more: leave now)"),
  );
  const { result, done } = measureRun({
    prepared,
    out: options.out,
    warnings: options.quick === true ? [quickWarning] : [],
    interrupted: signals.interrupted,
    onProgress: (progress) => view.update(progress),
  });
  const ending = await Promise.race([done.then((saved) => ({ saved })), signals.leave.then(() => null)]).finally(() =>
    view.end(),
  );
  const cannot = result.cases.map(({ unsupported }) => unsupported).filter((why) => why !== null);
  if (cannot.length === result.cases.length) throw new MqbenchError("invalid", [...new Set(cannot)]);
  if (ending !== null) printReport(result, ending.saved, options.json === true);
  return signals.stoppedBy() ?? verdict(result);
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
