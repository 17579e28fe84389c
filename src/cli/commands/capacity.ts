/** `mqbench capacity`: searches the highest rate that each case sustains, saves what was tried, reports the knee. */
import { MqbenchError } from "../../errors.ts";
import type { ExitName } from "../../errors.ts";
import { kneeOf } from "../../report/answers/capacity-text.ts";
import { printCapacity } from "../../report/capacity-formats.ts";
import { capacityVersion } from "../../result/capacity.ts";
import type { CapacityCase, CapacityResult } from "../../result/capacity.ts";
import { ResultFile } from "../../result/result-file.ts";
import type { Saved } from "../../result/result-file.ts";
import { openResultFolder } from "../../result/store.ts";
import { parseConditions } from "../../scenario/keys/thresholds/thresholds.ts";
import type { Threshold } from "../../scenario/keys/thresholds/thresholds.ts";
import { checkCapacity, searchCapacity } from "../../search/capacity.ts";
import { redactRecord } from "../../search/measured-run.ts";
import { prepareRun } from "../../search/prepare-run.ts";
import { parseRatePerSecond, parseShare, unitForms } from "../../units.ts";
import { formatCount } from "../../report/format.ts";
import { planPage, writeReport } from "./report.ts";
import { unsavedText } from "../run-scenario.ts";
import { beginHosts, endAfter, hasAgents } from "../agent-options.ts";
import type { AgentsOptions } from "../agent-options.ts";
import { commandWords } from "../../library/command-words.ts";
import { readWithOptions } from "../scenario-options.ts";
import type { ScenarioOptions } from "../scenario-options.ts";
import { listenForStop } from "../signals.ts";
import { printNote, printText, printWrapped } from "../output.ts";

const untilExample = "such as --until 'publishLatency.p99 < 50ms and lost == 0'";

export interface CapacityCommandOptions extends ScenarioOptions, AgentsOptions {
  readonly until?: string;
  readonly from?: string;
  readonly to: string;
  readonly precision: string;
  readonly out: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly allowRemote?: boolean;
  /** A page, beside what is printed. */
  readonly report?: string;
}

export async function capacityCommand(file: string, options: CapacityCommandOptions): Promise<ExitName> {
  if (options.report !== undefined) planPage(options.report);
  const until = options.until ?? missingUntil();
  const conditions = readConditions(until);
  const range = {
    from: options.from === undefined ? null : rateOption("--from", options.from),
    highest: rateOption("--to", options.to),
    precision: shareOption("--precision", options.precision),
  };
  const read = readWithOptions(file, options);
  const prepared = await prepareRun(read, {
    isRemoteAllowed: options.allowRemote === true,
    hasAgents: hasAgents(options),
    notes: read.notes,
    command: commandWords("capacity", file, options),
  });
  checkCapacity(prepared, conditions, range);
  const folder = openResultFolder(options.out, prepared.read.name);
  const startedAt = new Date();
  const kept = new ResultFile(folder, { startedAt, commit: prepared.environment.commit, kind: "capacity" });
  const result: CapacityResult = {
    schema: "mqbench/capacity",
    version: capacityVersion,
    startedAt: startedAt.toISOString(),
    endedAt: startedAt.toISOString(),
    status: "partial",
    scenario: redactRecord(prepared.read.source),
    scenarioFile: prepared.read.file,
    command: [...prepared.command],
    environment: prepared.environment,
    until,
    precision: range.precision,
    cases: [],
    ...(prepared.warnings.length > 0 && { warnings: [...prepared.warnings] }),
  };
  const signals = listenForStop(() => note("stopping after this trial, which is not counted (once more: leave now)"));
  const hosts = await beginHosts(options, prepared.machine, { ...signals, note });
  if (hosts === null) return signals.stoppedBy() ?? "interrupted";
  const last: { saved: Saved | null } = { saved: null };
  const searching = searchCapacity({
    prepared,
    hosts,
    conditions,
    range,
    interrupted: signals.interrupted,
    onTrial: (cases, at) => {
      result.cases = [...cases];
      result.endedAt = new Date().toISOString();
      result.status = cases.every(({ isComplete }) => isComplete) ? "complete" : "partial";
      last.saved = kept.save(result);
      noteTrial(cases[at]);
    },
  });
  const report = (): void => {
    if (last.saved !== null && last.saved.problem !== null) note(`warning: ${unsavedText(last.saved)}`);
    const format = options.json === true ? "json" : options.csv === true ? "csv" : "text";
    (format === "text" ? printWrapped : printText)(printCapacity(result, last.saved?.path ?? null, format));
    if (options.report !== undefined) writeReport(options.report, printCapacity(result, null, "html"));
  };
  const over = endAfter(searching, hosts);
  const isLeaving = await Promise.race([over.then(() => false), signals.leave.then(() => true)]).catch(
    (error: unknown) => {
      // What was found before it failed comes first.
      if (last.saved !== null) report();
      throw error;
    },
  );
  if (!isLeaving) {
    result.cases = [...(await searching)];
    report();
  }
  return signals.stoppedBy() ?? verdict(result.cases, last.saved);
}

function noteTrial(searched: CapacityCase | undefined): void {
  const point = searched?.curve.at(-1);
  if (searched === undefined || point === undefined) return;
  const name = searched.id === "" ? "" : `${searched.id} `;
  const why = point.because === null ? "" : `: ${point.because}`;
  note(`${name}at ${formatCount(point.ratePerSecond)}/s: ${point.verdict}${why}`);
  if (searched.isComplete) for (const line of kneeOf(searched)) note(`${name}${line}`);
}

function note(text: string): void {
  printNote(text);
}

/** A case that mqbench could not load at any rate says nothing of its broker; a result that is not in its place misleads. */
function verdict(cases: readonly CapacityCase[], saved: Saved | null): ExitName {
  if (saved !== null && saved.problem !== null) return "invalid";
  const without = cases.filter(({ unsupported, ratePerSecond }) => unsupported === null && ratePerSecond === null);
  if (without.some(({ bound }) => bound?.kind === "generator")) return "invalid";
  return without.length > 0 ? "failed" : "passed";
}

function missingUntil(): never {
  throw new MqbenchError("usage", "--until is missing: what a sustained rate must meet", { hint: untilExample });
}

function readConditions(text: string): readonly Threshold[] {
  const conditions = parseConditions(text);
  if (typeof conditions !== "string") return conditions;
  throw new MqbenchError("usage", `--until: ${conditions}`, {
    hint: untilExample,
  });
}

function rateOption(option: string, text: string): number {
  const rate = parseRatePerSecond(text);
  if (rate !== undefined && rate > 0) return rate;
  throw new MqbenchError("usage", `${option}: expected ${unitForms.rate}, got ${JSON.stringify(text)}`);
}

function shareOption(option: string, text: string): number {
  const share = parseShare(text);
  if (share !== undefined && share >= 0.01 && share <= 1) return share;
  throw new MqbenchError(
    "usage",
    `${option}: expected ${unitForms.share}, from 1% to 100%, got ${JSON.stringify(text)}`,
  );
}
