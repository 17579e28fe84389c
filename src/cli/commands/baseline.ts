/** `mqbench baseline accept`: makes a result's exact figures the committed baseline. */
import { dirname, join } from "node:path";
import { compare } from "../../analysis/compare.ts";
import { exactOnly, timingFaultsOf } from "../../analysis/exact-only.ts";
import { baselineOf, sideOfBaseline } from "../../analysis/side.ts";
import { MqbenchError, messageOf } from "../../errors.ts";
import { formatCounted } from "../../format.ts";
import type { ExitName } from "../../errors.ts";
import { renderComparison } from "../../report/changes/comparison-text.ts";
import { cautionTexts } from "../../report/shortfall.ts";
import { formatBaseline, readBaseline } from "../../result/baseline.ts";
import { makeFolder } from "../../result/make-folder.ts";
import { requireMeasured } from "../../result/nothing-measured.ts";
import type { RunResult } from "../../result/schema.ts";
import { readResult, replaceFile } from "../../result/store.ts";
import { printNote, printWrapped, printText } from "../output.ts";

export interface AcceptOptions {
  readonly out?: string;
}

export function acceptCommand(path: string, options: AcceptOptions): ExitName {
  const { result, path: file } = readResult(path);
  const late = timingFaultsOf(result);
  const exact = late.length === 0 ? result : exactOnly(result);
  requireMeasured(exact, file);
  refuseUnsound(exact, file);
  for (const text of late) printNote(`note: its times are not valid (${text}): its exact figures are`);
  const accepted = baselineOf(exact);
  const count = Object.values(accepted.cases).reduce((sum, { metrics }) => sum + Object.keys(metrics).length, 0);
  if (count === 0) throw new MqbenchError("invalid", `${file} cannot be a baseline: it has no exact figure`);
  const target = options.out ?? join("results", "baseline", `${accepted.scenario}.json`);
  const before = readBaseline(target);
  try {
    makeFolder(dirname(target));
    replaceFile(target, formatBaseline(accepted));
  } catch (cause) {
    throw new MqbenchError("usage", `the baseline ${target} cannot be written: ${messageOf(cause)}`, { cause });
  }
  if (before !== undefined)
    printWrapped(`${renderComparison(compare(sideOfBaseline(before), sideOfBaseline(accepted)))}\n`);
  for (const text of cautionTexts(exact)) printText(`${text}\n`);
  printText(
    `accepted ${formatCounted(count, "exact figure")} of ${formatCounted(Object.keys(accepted.cases).length, "case")}: ${target}\n`,
  );
  return "passed";
}

/** A run that says nothing about the broker is no measure for the next. */
function refuseUnsound({ trials, status }: RunResult, file: string): void {
  const invalid = trials.filter(({ valid }) => !valid).length;
  const problem =
    invalid > 0
      ? `${invalid} of its ${formatCounted(trials.length, "trial is", "trials are")} not valid`
      : status === "complete"
        ? null
        : "it is partial";
  if (problem !== null)
    throw new MqbenchError("invalid", `${file} cannot be a baseline: ${problem}`, {
      hint: "`mqbench report` says why; run it again",
    });
}
