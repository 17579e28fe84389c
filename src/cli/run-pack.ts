/** `mqbench run FOLDER`: all of its scenarios are checked first, then run one after the other; a summary ends it. */
import { MqbenchError } from "../errors.ts";
import type { ExitName } from "../errors.ts";
import { renderPack } from "../report/answers/pack-text.ts";
import type { PackEntry } from "../report/answers/pack-text.ts";
import type { Pack } from "../scenario/document/packs.ts";
import type { PreparedRun } from "../search/prepare-run.ts";
import { planReport } from "./commands/report.ts";
import { printNote, printText, printWrapped } from "./output.ts";
import { reportOfEach, worstExit } from "./pack-ends.ts";
import { eachOfPack } from "./pack-scenarios.ts";
import { prepareScenario, runScenario, Stopping } from "./run-scenario.ts";
import type { RunCommandOptions } from "./run-scenario.ts";
import { readWithOptions } from "./scenario-options.ts";
import type { ReadWithOptions } from "./scenario-options.ts";

interface Member {
  readonly read: ReadWithOptions;
  /** What cannot work of it here, instead of a run that is ready. */
  readonly prepared: PreparedRun | MqbenchError;
  /** null: none is asked for. */
  readonly report: string | null;
}

export async function runPack({ name, files }: Pack, options: RunCommandOptions): Promise<ExitName> {
  if (options.live !== undefined)
    throw new MqbenchError("usage", `--live shows one scenario, and ${name} is a folder of them`, {
      hint: `run one of them: mqbench run ${files[0] ?? name} --live`,
    });
  const members = await prepareAll(files, options);
  const stopping = new Stopping();
  const entries: PackEntry[] = [];
  for (const [index, member] of members.entries()) {
    const { signals } = stopping;
    if (signals.stoppedBy() === null && !(member.prepared instanceof MqbenchError))
      printNote(`${member.read.name}: scenario ${index + 1} of ${members.length}`);
    entries.push(await runMember(member, options, stopping));
    if (options.json !== true) printText("\n");
  }
  if (options.json !== true) printWrapped(renderPack(name, entries));
  return stopping.signals.stoppedBy() ?? worstExit(entries.map(({ exit }) => exit));
}

/** Hours may follow: every mistake, and what cannot be made, is told before the first trial. Throws where nothing can be made at all. */
async function prepareAll(files: readonly string[], options: RunCommandOptions): Promise<readonly Member[]> {
  const reads = eachOfPack(files, (file) => ({ file, read: readWithOptions(file, options) }));
  const members: Member[] = [];
  for (const { file, read } of reads) {
    const report = options.report === undefined ? null : reportOfEach(options.report, read.name);
    if (report !== null) planReport(report);
    members.push({ read, report, prepared: await prepareScenario(file, read, options).catch(mendable) });
  }
  const failures = members.flatMap(({ prepared }) => (prepared instanceof MqbenchError ? [prepared] : []));
  const [first] = failures;
  if (first !== undefined && failures.length === members.length)
    throw new MqbenchError(first.code, [...new Set(failures.flatMap(({ problems }) => problems))], {
      hint: first.hint,
      cause: first,
    });
  for (const { read, prepared } of members)
    if (prepared instanceof MqbenchError) {
      printNote(`warning: ${read.name} cannot be made: ${prepared.problems.join("; ")}`);
      if (prepared.hint !== undefined) printNote(`hint: ${prepared.hint}`);
    }
  return members;
}

async function runMember(
  { read, prepared, report }: Member,
  options: RunCommandOptions,
  stopping: Stopping,
): Promise<PackEntry> {
  const nothing = { name: read.name, trials: null, path: null, report: null };
  if (prepared instanceof MqbenchError) return { ...nothing, exit: prepared.code, why: prepared.problems.join("; ") };
  const stopped = stopping.signals.stoppedBy();
  if (stopped !== null) return { ...nothing, exit: stopped, why: null };
  try {
    const { report: _, ...others } = options;
    const { exit, result, path } = await runScenario(
      prepared,
      report === null ? others : { ...others, report },
      stopping,
    );
    const valid = result?.trials.filter((trial) => trial.valid).length ?? 0;
    const trials = result === null ? null : { valid, made: result.trials.length };
    return { name: read.name, exit, trials, path, report: trials === null ? null : report, why: null };
  } catch (error) {
    const { code, problems, hint } = mendable(error);
    for (const text of problems) printNote(`error: ${text}`);
    if (hint !== undefined) printNote(`hint: ${hint}`);
    return { ...nothing, exit: code, why: problems.join("; ") };
  }
}

/** A mistake or a fault of one scenario ends no other; a bug of mqbench ends all. */
function mendable(error: unknown): MqbenchError {
  if (error instanceof MqbenchError) return error;
  throw error;
}
