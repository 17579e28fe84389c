/** Whether a run passes: its own thresholds, and what changed against a baseline. Pure. */
import { metricInfo } from "../metrics/catalogue.ts";
import { isUnfinished, unfinishedWords } from "../result/early-end.ts";
import type { RunResult, Trial } from "../result/schema.ts";
import type { ComparedExact, ComparedFigure, Comparison, TooFew } from "./compare.ts";
import { isGated } from "./figure.ts";

export type Outcome = "passed" | "failed" | "inconclusive" | "too few trials" | "nothing to check" | "not valid";

export interface GateVerdict {
  readonly outcome: Outcome;
  /** Where nothing can be said, the gate fails too. */
  readonly isStrict: boolean;
  readonly checks: readonly Check[];
  /** Trials that are not valid, with why; a run with any yields no verdict. */
  readonly notValid: readonly string[];
  /** Why a valid run was held against nothing, in words; null: something was checked, or the run is not valid. */
  readonly nothingToCheck: string | null;
  /** Too few trials to find any change: what fails all the same fails, but nothing passes. */
  readonly tooFew: TooFew | null;
}

/** One thing that was asked, and its answer. */
export interface Check {
  readonly kind: "threshold" | "exact" | "measured" | "case";
  readonly case: string;
  /** `endToEndLatency.p99 < 250ms`, or the name of a figure. */
  readonly name: string;
  /**
   * unsure: neither passed nor failed, such as an inconclusive comparison; fails when strict. improved: an exact figure that did; it passes,
   * but fails when strict, since the baseline is no longer what is measured.
   */
  readonly outcome: "passed" | "improved" | "failed" | "unsure" | "not applicable";
  readonly position: Trial["thresholds"][number]["position"];
  /** The trials of a threshold; null where nothing was measured. */
  readonly threshold: ThresholdTrials | null;
  readonly exact: ComparedExact | null;
  readonly figure: ComparedFigure | null;
}

/** What was measured of a threshold, trial by trial. */
export interface ThresholdTrials {
  readonly outcomes: Trial["thresholds"];
  readonly failed: number;
}

export interface GateOptions {
  readonly isStrict: boolean;
  /** Thresholds were stated that `head` no longer has, since exact figures alone are held. */
  readonly isThresholdLeftOut?: boolean;
}

/** `comparison` is null without a baseline. */
export function gate(head: RunResult, comparison: Comparison | null, options: GateOptions): GateVerdict {
  const { isStrict } = options;
  const checks = [...thresholdChecks(head), ...(comparison === null ? [] : comparisonChecks(comparison))];
  const notValid = whyNotValid(head);
  // A green verdict on nothing would be taken for one on something.
  const isEmpty = notValid.length === 0 && checks.every(({ outcome }) => outcome === "not applicable");
  const nothingToCheck = isEmpty ? `${unheldThresholds(checks, options)}, and ${unheldFigures(comparison)}` : null;
  const has = (outcome: Check["outcome"]): boolean => checks.some((check) => check.outcome === outcome);
  const tooFew = comparison?.tooFew ?? null;
  const outcome = outcomeOf({
    "not valid": notValid.length > 0,
    failed: checks.some((check) => isFailing(check, { isStrict })),
    "nothing to check": isEmpty,
    "too few trials": tooFew !== null,
    inconclusive: has("unsure"),
  });
  return { outcome, isStrict, checks, notValid, nothingToCheck, tooFew };
}

/** What is true and weighs most. */
function outcomeOf(found: Readonly<Record<Exclude<Outcome, "passed">, boolean>>): Outcome {
  const order = ["not valid", "failed", "nothing to check", "too few trials", "inconclusive"] as const;
  return order.find((outcome) => found[outcome]) ?? "passed";
}

/** Whether the check is why the gate does not pass. */
export function isFailing({ outcome }: Check, { isStrict }: Pick<GateVerdict, "isStrict">): boolean {
  return outcome === "failed" || (isStrict && (outcome === "unsure" || outcome === "improved"));
}

function unheldThresholds(checks: readonly Check[], { isThresholdLeftOut = false }: GateOptions): string {
  if (isThresholdLeftOut) return "the thresholds on times, and on what else varies from run to run, are left out";
  return checks.some(({ kind }) => kind === "threshold") ? "no threshold applies" : "no threshold is stated";
}

function unheldFigures(comparison: Comparison | null): string {
  return comparison === null ? "no baseline is given" : "the baseline has no figure to compare";
}

/** Why a run yields no verdict; empty where it yields one. */
export function whyNotValid(result: RunResult): readonly string[] {
  if (result.trials.length === 0) return ["nothing was measured: the result has no trial"];
  const faults = result.trials.flatMap((trial) =>
    trial.invalidBecause.map(({ text }) => `${trial.case === "" ? "" : `${trial.case} `}trial ${trial.trial}: ${text}`),
  );
  return faults.length === 0 && isUnfinished(result) ? [unfinishedWords] : faults;
}

/** A line for each threshold of each case, over all its trials. */
function thresholdChecks({ cases, trials }: RunResult): readonly Check[] {
  return cases.flatMap(({ id }) => {
    const of = trials.filter((trial) => trial.case === id);
    return (of[0]?.thresholds ?? []).map((first, place): Check => {
      const outcomes = of.flatMap(({ thresholds }) => thresholds[place] ?? []);
      const failed = outcomes.filter(({ outcome }) => outcome === "failed").length;
      return {
        ...blank,
        kind: "threshold",
        case: id,
        name: first.text,
        outcome: failed > 0 ? "failed" : first.outcome,
        position: first.position,
        threshold: { outcomes, failed },
      };
    });
  });
}

const blank = { position: null, threshold: null, exact: null, figure: null } as const;

function comparisonChecks({ cases, onlyBase }: Comparison): readonly Check[] {
  return [
    ...onlyBase.map((id): Check => ({ ...blank, kind: "case", case: id, name: "is in the run", outcome: "failed" })),
    ...cases.flatMap(({ id, exact, measured }) => [
      ...exact.flatMap((each): Check[] => {
        // What is new has nothing to be held against.
        if (each.verdict === "new") return [];
        return [{ ...blank, kind: "exact", case: id, name: each.metric, outcome: exactOutcome(each), exact: each }];
      }),
      ...measured.map((each): Check => ({
        ...blank,
        kind: "measured",
        case: id,
        name: each.name,
        outcome: figureOutcome(each),
        figure: each,
      })),
    ]),
  ];
}

function exactOutcome({ verdict }: ComparedExact): Check["outcome"] {
  if (verdict === "same") return "passed";
  return verdict === "improved" ? "improved" : "failed";
}

function figureOutcome(figure: ComparedFigure): Check["outcome"] {
  const { outcome } = figure;
  // A few messages decide it, or mqbench's own work: shown, never gated.
  if (!isGated(figure) || metricInfo(figure.metric).better === "neither") return "not applicable";
  if (outcome.kind !== "compared") return outcome.kind === "not compared" ? "unsure" : "not applicable";
  switch (outcome.judgement.verdict) {
    case "regressed":
      return "failed";
    case "improved":
    case "no change":
      return "passed";
    case "inconclusive":
      return "unsure";
  }
}
