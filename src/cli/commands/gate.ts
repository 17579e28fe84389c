/** `mqbench gate`: whether a kept result passes its thresholds and holds against a baseline. */
import type { Comparison } from "../../analysis/compare.ts";
import type { GateVerdict } from "../../analysis/gate.ts";
import type { ExitName } from "../../errors.ts";
import { baselineSide } from "../../library/given-result.ts";
import { judgeResult } from "../../library/judge-result.ts";
import { renderComparison, scenarioNotes } from "../../report/changes/comparison-text.ts";
import { githubAnnotations } from "../../report/changes/github.ts";
import { renderGate } from "../../report/changes/gate-text.ts";
import { cautionTexts, shortfallTexts } from "../../report/shortfall.ts";
import { readResult } from "../../result/store.ts";
import { compareOptionsOf } from "../comparison-options.ts";
import type { ComparisonOptions } from "../comparison-options.ts";
import { writeGateFiles, writeGithubFiles } from "../gate-files.ts";
import type { GateFileOptions } from "../gate-files.ts";
import { printNote, printWrapped, printWithCommands } from "../output.ts";

export interface GateCommandOptions extends ComparisonOptions, GateFileOptions {
  readonly baseline?: string;
  readonly strict?: boolean;
  /** Holds what is exact alone. */
  readonly exact?: boolean;
}

export function gateCommand(path: string, options: GateCommandOptions): ExitName {
  const { result: whole, path: file } = readResult(path);
  const base = options.baseline === undefined ? null : baselineSide(options.baseline);
  const { result, isExactAlone, late, comparison, verdict } = judgeResult(whole, base, {
    isExact: options.exact === true,
    isStrict: options.strict === true,
    compareOptions: (head) => compareOptionsOf(options, head),
  });
  if (isExactAlone)
    for (const text of late) printNote(`note: its times are not valid (${text}): only exact figures are checked`);
  const changed = comparison === null ? [] : scenarioNotes(comparison);
  const gated = { result, comparison, verdict, changed };
  writeGateFiles(gated, options);
  const isShown = comparison !== null && verdict.outcome !== "not valid";
  const isLateAlone = !isExactAlone && late.length > 0;
  const hints = isLateAlone ? [exactHint] : hintsOf(verdict, comparison, file);
  const report = renderGate(verdict, hints, isShown ? shortfallTexts(result) : cautionTexts(result));
  const text = !isShown ? report : `${renderComparison(comparison)}\n${report}`;
  if (process.env["GITHUB_ACTIONS"] === "true") {
    printWithCommands(text, githubAnnotations(result, verdict, changed));
    writeGithubFiles(gated, process.env);
  } else printWrapped(text);
  return exitOf(verdict);
}

const exactHint = "only its times are not valid: --exact checks the exact figures, and leaves out thresholds on times";

/** Inconclusive is a warning; the verdict of a strict gate is failed then. */
export function exitOf({ outcome }: GateVerdict): ExitName {
  switch (outcome) {
    case "passed":
    case "inconclusive":
      return "passed";
    case "failed":
      return "failed";
    case "too few trials":
    case "nothing to check":
    case "not valid":
      return "invalid";
  }
}

function hintsOf(
  { checks, notValid, nothingToCheck }: GateVerdict,
  comparison: Comparison | null,
  file: string,
): readonly string[] {
  if (nothingToCheck !== null)
    return ["say what must hold: `thresholds:` in the scenario, or a result or a committed baseline with --baseline"];
  const hasMoved = checks.some(({ kind, outcome }) => (kind === "exact" || kind === "case") && outcome !== "passed");
  if (comparison?.base.environment !== null || !hasMoved || notValid.length > 0) return [];
  return [`where the exact figures are meant to change: mqbench baseline accept ${file}, and commit what it writes`];
}
