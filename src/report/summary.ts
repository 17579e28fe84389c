/** What every report says first, in words: verdict, heading, thresholds, warnings, what was not run. Pure. */
import { isUnfinished, unfinishedWords } from "../result/early-end.ts";
import type { Note, ResultCase, RunResult, Trial } from "../result/schema.ts";
import { conditionOf } from "../scenario/keys/thresholds/thresholds.ts";
import { measuredWords, nothingWords } from "./bounds-text.ts";
import { shortName } from "./case-names.ts";
import { absent, formatCounted, notValid } from "./format.ts";
import { shortfallOf, shortfallText } from "./shortfall.ts";

/** Valid: nothing to pass was stated. A trial that is not valid, or was never made, yields no verdict on the broker. */
export function verdictOf(result: RunResult): "passed" | "failed" | "valid" | "not valid" | "no trial" {
  if (result.trials.length === 0) return "no trial";
  if (result.trials.some(({ valid }) => !valid) || isUnfinished(result)) return "not valid";
  const outcomes = new Set(result.trials.flatMap(({ thresholds }) => thresholds.map(({ outcome }) => outcome)));
  if (outcomes.has("failed")) return "failed";
  return outcomes.has("passed") ? "passed" : "valid";
}

/** The verdict in words: what passed is what was asked for, and no more. */
export function verdictWords(result: RunResult): { readonly text: string; readonly isShort: boolean } {
  const word = verdictOf(result);
  const found = shortfallOf(result);
  const isShort = found !== null && !found.isExpected;
  if (word === "valid") return { text: "valid, no threshold stated", isShort };
  return { text: word === "passed" ? "thresholds passed" : word, isShort };
}

export function scenarioName({ scenario: { name } }: RunResult): string {
  return typeof name === "string" ? name : "";
}

/** Why trials are not valid, or the run is not. */
export function faultTexts(result: RunResult): readonly string[] {
  const faults = result.trials.flatMap((trial) =>
    trial.invalidBecause.map(({ text }) => `${trialName(result, trial)}: ${text}`),
  );
  return faults.length === 0 && isUnfinished(result) ? [unfinishedWords] : faults;
}

/** Scenario, load, brokers, trials. */
export function headingParts(result: RunResult): readonly string[] {
  const brokers = [...new Set(result.trials.map(({ broker }) => brokerText(broker)))];
  const parts = [
    scenarioName(result),
    result.cases.length === 1 ? result.cases[0]?.summary : commonSummary(result.cases),
    brokers.length === 0 ? undefined : brokers.join(", "),
    ...trialsParts(result),
  ];
  return parts.filter((part) => part !== undefined);
}

/** How many trials there are of those that were planned, and how many of them are valid. */
export function trialsParts(result: RunResult): readonly [made: string, valid: string] {
  const valid = result.trials.filter((trial) => trial.valid).length;
  const count = result.trials.length;
  const planned = result.cases.reduce((sum, { trialsPlanned }) => sum + trialsPlanned, 0);
  return [
    `${count} of ${formatCounted(planned, "trial")}${trialsEach(result.cases)}`,
    `${valid === count && count > 0 ? (isUnfinished(result) ? "each valid" : "all valid") : `${valid} valid`}${shortfallText(result)}`,
  ];
}

/** `, one a case`: three trials of three cases are not three of each. Empty where there is one case. */
function trialsEach(cases: readonly ResultCase[]): string {
  const runnable = cases.filter(({ unsupported }) => unsupported === null);
  const counts = new Set(runnable.map(({ trialsPlanned }) => trialsPlanned));
  const [each] = counts;
  if (runnable.length < 2 || counts.size > 1 || each === undefined) return "";
  return `, ${each === 1 ? "one" : String(each)} a case`;
}

export function brokerText({ kind, name, version, url, instances }: Trial["broker"]): string {
  if (kind === "url") return `${name} at ${url}${instances === 1 ? "" : ` and ${instances - 1} more`}`;
  const parts = [name, version, instances === 1 ? null : `× ${instances}`, kind === "embedded" ? "(embedded)" : null];
  return parts.filter((part) => part !== null).join(" ");
}

/** What the broker cannot run. */
export function unsupportedCases({ cases }: RunResult): readonly { readonly id: string; readonly why: string }[] {
  return cases.flatMap(({ id, unsupported }) => (unsupported === null ? [] : [{ id, why: unsupported }]));
}

/** What the summaries of several cases have in common. */
function commonSummary(cases: readonly ResultCase[]): string | undefined {
  const [first, ...others] = cases.map(({ summary }) => summary.split(", "));
  const common = first?.filter((part) => others.every((parts) => parts.includes(part))) ?? [];
  return common.length === 0 ? undefined : common.join(", ");
}

interface ThresholdRow {
  readonly outcome: string;
  /** The threshold without the case, which stands beside it. */
  readonly text: string;
  readonly measured: string;
  readonly caseId: string;
}

/** Each threshold of each case, over all its trials. */
export function thresholdRows(result: RunResult): readonly ThresholdRow[] {
  const groups = new Map<string, { readonly of: string; readonly all: Judged[] }>();
  for (const trial of inCaseOrder(result)) {
    for (const each of trial.thresholds) {
      const key = `${trial.case}\n${each.text}`;
      const group = groups.get(key) ?? { of: trial.case, all: [] };
      group.all.push({ of: each, isValid: trial.valid });
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ of, all }) => ({
    text: of === "" ? (all[0]?.of.text ?? "") : conditionOf(all[0]?.of.text ?? ""),
    ...judgedOf(all),
    caseId: of,
  }));
}

interface Judged {
  readonly of: Trial["thresholds"][number];
  readonly isValid: boolean;
}

/** A trial that is not valid judges nothing: what it measured is shown as such where there is no other. */
function judgedOf(all: readonly Judged[]): Pick<ThresholdRow, "outcome" | "measured"> {
  const valid = all.flatMap(({ of, isValid }) => (isValid ? [of] : []));
  const notJudged = all.length - valid.length;
  if (valid.length === 0)
    return { outcome: "not judged", measured: `${measuredOf(all.map(({ of }) => of))} (not valid)` };
  const outcome = outcomeOf(valid);
  return {
    outcome: notJudged === 0 ? outcome : `${outcome}, ${notJudged} of ${all.length} not judged`,
    measured: measuredOf(valid),
  };
}

function outcomeOf(all: Trial["thresholds"]): string {
  const failed = all.filter(({ outcome }) => outcome === "failed").length;
  if (failed === 0) return all[0]?.outcome ?? "";
  return all.length === 1 ? "failed" : `failed in ${failed} of ${all.length}`;
}

/** What was measured: of several trials, from least to most. */
function measuredOf(all: Trial["thresholds"]): string {
  const [first] = all;
  if (first === undefined || first.outcome === "not applicable") return absent;
  const words = measuredWords(all);
  if (words === null) return nothingWords(all);
  return words.because === "" ? words.figure : `${words.figure} (${words.because})`;
}

/** A warning that several trials share is said once, with the words of the first. */
export function warningTexts(result: RunResult): readonly string[] {
  const found = new Map<string, { readonly text: string; readonly of: string[] }>();
  const add = (notes: readonly Note[], of: readonly string[]): void => {
    for (const [index, { code, text }] of notes.entries()) {
      // Two of one kind in the same trial are two warnings.
      const nth = notes.slice(0, index).filter((note) => note.code === code).length;
      const key = `${code} ${nth}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { text, of: [...of] });
      else known.of.push(...of);
    }
  };
  add(result.warnings, []);
  for (const trial of result.trials) add(trial.warnings, [trialName(result, trial)]);
  return [...found.values()].map(({ text, of: [first, ...others] }) => {
    if (first === undefined || result.trials.length === 1) return text;
    const more = others.length === 0 ? "" : ` (and ${others.length} more ${others.length === 1 ? "trial" : "trials"})`;
    return `${first}${more}: ${text}`;
  });
}

/** Not as they ran, which is shuffled. */
export function inCaseOrder({ cases, trials }: RunResult): readonly Trial[] {
  return cases.flatMap(({ id }) => trials.filter((trial) => trial.case === id));
}

/** Above figures of a trial: of one that is not valid they are no figures of the broker. */
export function markedName(result: RunResult, trial: Trial): string {
  return trial.valid ? trialName(result, trial) : `${trialName(result, trial)}, ${notValid}`;
}

export function trialName(result: RunResult, trial: Trial): string {
  const planned = result.cases.find(({ id }) => id === trial.case)?.trialsPlanned ?? 1;
  const parts = [shortName(result.cases, trial.case), planned > 1 || trial.case === "" ? `trial ${trial.trial}` : ""];
  return parts.filter((part) => part !== "").join(" ");
}
