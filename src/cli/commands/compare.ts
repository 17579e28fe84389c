/** `mqbench compare`: what changed between two kept results, in words. */
import { compare } from "../../analysis/compare.ts";
import { exactOnly } from "../../analysis/exact-only.ts";
import { sideOfResult } from "../../analysis/side.ts";
import type { ExitName } from "../../errors.ts";
import { renderComparison } from "../../report/changes/comparison-text.ts";
import { renderComparisonHtml } from "../../report/formats/html/pages/comparison.ts";
import { shortfallTexts } from "../../report/shortfall.ts";
import { measuredResult } from "../../library/given-result.ts";
import { isUnfinished, unfinishedWords } from "../../result/early-end.ts";
import type { RunResult } from "../../result/schema.ts";
import { compareOptionsOf } from "../comparison-options.ts";
import type { ComparisonOptions } from "../comparison-options.ts";
import { printWrapped, printText } from "../output.ts";
import { planPage, writeReport } from "./report.ts";

export interface CompareCommandOptions extends ComparisonOptions {
  /** Compares what is exact alone. */
  readonly exact?: boolean;
  /** A page, beside what is printed. */
  readonly report?: string;
}

export function compareCommand(base: string, head: string, options: CompareCommandOptions): ExitName {
  if (options.report !== undefined) planPage(options.report);
  const read = (path: string): RunResult => {
    const result = measuredResult(path);
    return options.exact === true ? exactOnly(result) : result;
  };
  const [from, to] = [read(base), read(head)];
  const comparison = compare(sideOfResult(from), sideOfResult(to), compareOptionsOf(options, to));
  printWrapped(renderComparison(comparison));
  const missing = Object.entries({ base: from, head: to }).flatMap(([side, result]) =>
    [...(isUnfinished(result) ? [unfinishedWords] : []), ...shortfallTexts(result)].map((text) => `${side}: ${text}`),
  );
  for (const text of missing) printText(`${text}\n`);
  if (options.report !== undefined) writeReport(options.report, renderComparisonHtml(comparison, missing));
  // No figure could have been found to differ: that is no "no change".
  const isOfSomething = comparison.cases.some(({ exact, measured }) => exact.length + measured.length > 0);
  return isOfSomething && comparison.tooFew === null ? "passed" : "invalid";
}
