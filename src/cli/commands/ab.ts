/** `mqbench ab`: two sides of one scenario with their trials in each other's turn, compared pair by pair. */
import { compare } from "../../analysis/compare.ts";
import { tooFewPairs } from "../../analysis/expected-tests.ts";
import { gate, whyNotValid } from "../../analysis/gate.ts";
import { sideOfResult } from "../../analysis/side.ts";
import { localHosts } from "../../engine/trial/local-hosts.ts";
import { MqbenchError } from "../../errors.ts";
import type { ExitName } from "../../errors.ts";
import { tooFewWords } from "../../report/changes/change-words.ts";
import { renderComparison } from "../../report/changes/comparison-text.ts";
import { renderComparisonHtml } from "../../report/formats/html/pages/comparison.ts";
import { renderGate } from "../../report/changes/gate-text.ts";
import { shortfallTexts } from "../../report/shortfall.ts";
import type { RunResult } from "../../result/schema.ts";
import { interleave } from "../../search/ab.ts";
import { measureSides } from "../../search/measured-run.ts";
import { prepareRun } from "../../search/prepare-run.ts";
import type { PreparedRun } from "../../search/prepare-run.ts";
import { compareOptionsOf, figuresNamed } from "../comparison-options.ts";
import type { ComparisonOptions } from "../comparison-options.ts";
import { exitOf } from "./gate.ts";
import { planPage, writeReport } from "./report.ts";
import { ProgressView } from "../progress.ts";
import { beginHosts, endAfter, hasAgents } from "../agent-options.ts";
import type { AgentsOptions } from "../agent-options.ts";
import { commandWords } from "../../library/command-words.ts";
import { readWithOptions } from "../scenario-options.ts";
import type { ScenarioOptions, SideOptions } from "../scenario-options.ts";
import { listenForStop } from "../signals.ts";
import type { StopSignals } from "../signals.ts";
import { printNote, printWrapped, printText } from "../output.ts";

export interface AbOptions extends ScenarioOptions, ComparisonOptions, AgentsOptions {
  /** A broker by name or URL. */
  readonly a?: string;
  readonly b?: string;
  readonly aSet: readonly string[];
  readonly bSet: readonly string[];
  readonly out: string;
  readonly allowRemote?: boolean;
  /** A page, beside what is printed. */
  readonly report?: string;
}

/** A sign-flip test of fewer pairs has little to say among as many figures as a sweep has. */
const usualTrials = "10";

export async function abCommand(file: string, options: AbOptions): Promise<ExitName> {
  if (options.report !== undefined) planPage(options.report);
  if (options.a === options.b && options.aSet.join("\n") === options.bSet.join("\n"))
    printNote("note: both sides are the same: what differs is chance (`mqbench calibrate` keeps how much)");
  const { base, head, paths, isUnsaved, stoppedBy } = await measureAb(
    file,
    options,
    commandWords("ab", file, options),
    (cases, pairs) => {
      // When all trials are made it would be told the same, with exit code 4.
      const tooFew = tooFewPairs(cases, pairs, figuresNamed(options));
      if (tooFew !== null) printNote(`warning: ${tooFewWords(tooFew)}: --trials ${tooFew.needed} or more`);
    },
  );
  const comparison = compare(sideOfResult(base), sideOfResult(head), compareOptionsOf(options, head));
  printWrapped(`${renderComparison(comparison)}${paths.map((path) => `saved ${path}\n`).join("")}`);
  const missing = missingOf({ base, head });
  if (options.report !== undefined) writeReport(options.report, renderComparisonHtml(comparison, missing));
  for (const [side, { warnings }] of Object.entries({ A: base, B: head }))
    for (const { code, text } of warnings) if (code === "repeated") printText(`note: side ${side}: ${text}\n`);
  if (stoppedBy !== null) return stoppedBy;
  const ended = endedText({ base, head });
  if (ended !== null) {
    printText(`\n${ended}`);
    return isUnsaved || [base, head].some(({ trials }) => trials.some(({ valid }) => !valid)) ? "invalid" : "failed";
  }
  const verdict = gate(head, comparison, { isStrict: false });
  const notValid = [...whyNotValid(base).map(ofSide("A")), ...verdict.notValid.map(ofSide("B"))];
  const outcome = notValid.length > 0 ? "not valid" : verdict.outcome;
  printWrapped(`\n${renderGate({ ...verdict, notValid, outcome }, [], missing)}`);
  return isUnsaved || notValid.length > 0 ? "invalid" : exitOf(verdict);
}

/** What of each side never came. */
function missingOf({ base, head }: Pick<MeasuredAb, "base" | "head">): readonly string[] {
  return Object.entries({ A: base, B: head }).flatMap(([side, result]) =>
    shortfallTexts(result).map((text) => `side ${side}: ${text}`),
  );
}

function ofSide(side: "A" | "B"): (text: string) => string {
  return (text) => `side ${side}: ${text}`;
}

/** Which side ended both, by which of its thresholds; null: none did. */
function endedText({ base, head }: Pick<MeasuredAb, "base" | "head">): string | null {
  const lines = Object.entries({ A: base, B: head }).flatMap(([side, { trials }]) =>
    trials
      .flatMap(({ thresholds }) => thresholds.filter(({ endedRunAfterNs }) => endedRunAfterNs !== undefined))
      .map(({ text }) => `side ${side} ended the comparison: ${text} failed\n`),
  );
  return lines.length === 0 ? null : lines.join("");
}

export interface MeasuredAb {
  readonly base: RunResult;
  readonly head: RunResult;
  /** The files in which both were kept. */
  readonly paths: readonly string[];
  readonly isUnsaved: boolean;
  readonly stoppedBy: ReturnType<StopSignals["stoppedBy"]>;
}

/** `onPlanned`: before the first trial, with the cases and how often each is run on both sides. */
export async function measureAb(
  file: string,
  options: AbOptions,
  command: readonly string[],
  onPlanned: (cases: PreparedRun["plan"]["cases"], pairs: number) => void = () => undefined,
): Promise<MeasuredAb> {
  const a = await prepareSide(file, options, { name: "a", broker: options.a, set: options.aSet }, command);
  const b = await prepareSide(file, options, { name: "b", broker: options.b, set: options.bSet }, command);
  const trials = interleave(a.plan, b.plan);
  if (trials.length === 0)
    throw new MqbenchError("usage", "no case can be run on both sides", {
      hint: "`mqbench brokers` says what each broker can do, and what is installed",
    });
  onPlanned(a.plan.cases, Math.max(...trials.map(({ trial }) => trial)));
  const view = new ProgressView(process.stderr, { cases: [...a.plan.cases, ...b.plan.cases], trials });
  const signals = listenForStop(() =>
    view.note("stopping: no more messages are sent; what is in flight is waited for a moment (once more: leave now)"),
  );
  const hosts = await beginHosts(options, a.machine, { ...signals, note: (text) => view.note(text) });
  const kept = new Set<string>();
  const { results, done } = measureSides({
    sides: [
      { prepared: a, label: "a" },
      { prepared: b, label: "b" },
    ],
    trials: hosts === null ? [] : trials,
    hosts: hosts ?? localHosts(a.machine),
    out: options.out,
    interrupted: signals.interrupted,
    onProgress: (progress) => view.update(progress),
    onSaved: ({ path }) => {
      if (path !== null) kept.add(path);
    },
  });
  const over = endAfter(done, hosts);
  const saved = await Promise.race([over, signals.leave.then(() => [])])
    .finally(() => view.end())
    .catch((error: unknown) => {
      for (const path of kept) printNote(`what was measured until then: ${path}`);
      throw error;
    });
  const [base, head] = results;
  if (base === undefined || head === undefined) throw new Error("a comparison has two sides");
  const problems = saved.flatMap((each) => each?.problem ?? []);
  for (const problem of problems) printNote(`error: a result could not be saved in its folder (${problem})`);
  const paths = saved.flatMap((each) => each?.path ?? []);
  return { base, head, paths, isUnsaved: problems.length > 0, stoppedBy: signals.stoppedBy() };
}

async function prepareSide(
  file: string,
  options: AbOptions,
  side: Omit<SideOptions, "usualTrials">,
  command: readonly string[],
): Promise<PreparedRun> {
  const read = readWithOptions(file, options, { ...side, usualTrials });
  return await prepareRun(read, {
    isRemoteAllowed: options.allowRemote === true,
    hasAgents: hasAgents(options),
    notes: read.notes,
    command,
  });
}
