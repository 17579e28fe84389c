/** `compare`: what changed between two results. */
import { compare as compareSides } from "../analysis/compare.ts";
import type { CompareOptions as FigureOptions, Comparison } from "../analysis/compare.ts";
import { exactOnly } from "../analysis/exact-only.ts";
import { parseFigureName } from "../analysis/figure.ts";
import { sideOfResult } from "../analysis/side.ts";
import { MqbenchError } from "../errors.ts";
import type { RunResult } from "../result/schema.ts";
import { measuredResult } from "./given-result.ts";
import type { GivenResult } from "./given-result.ts";

export type { Comparison } from "../analysis/compare.ts";

export interface CompareOptions {
  /** Figures to compare beside the exact ones, such as `publishLatency.p90`; left out: a short list. */
  readonly metrics?: readonly string[];
  /** Exact figures alone, for which one trial is enough: also of runs whose times are not valid. */
  readonly exact?: boolean;
  /** Compares times of different environments, too. */
  readonly force?: boolean;
}

/**
 * `base` and `head`: results, files of them, or folders for their newest. Exact figures are compared exactly, what is timed with intervals;
 * `tooFew` says where no change of a time could be found, whatever its size. Throws a `MqbenchError` where one of them measured nothing.
 */
export function compare(base: GivenResult, head: GivenResult, options: CompareOptions = {}): Comparison {
  const read = (given: GivenResult): RunResult => {
    const result = measuredResult(given);
    return options.exact === true ? exactOnly(result) : result;
  };
  return compareSides(sideOfResult(read(base)), sideOfResult(read(head)), figureOptions(options));
}

export function figureOptions({ metrics, force }: CompareOptions): FigureOptions {
  const figures = metrics?.map((text) => {
    const figure = parseFigureName(text);
    if (typeof figure === "string") throw new MqbenchError("usage", `metrics: ${text}: ${figure}`);
    return figure;
  });
  return { isForced: force === true, ...(figures !== undefined && { figures }) };
}
