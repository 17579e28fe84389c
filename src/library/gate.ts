/** `gate`: whether a result passes its thresholds, and holds against a baseline. */
import type { GateVerdict } from "../analysis/gate.ts";
import { figureOptions } from "./compare.ts";
import type { CompareOptions } from "./compare.ts";
import { baselineSide, resultOf } from "./given-result.ts";
import type { GivenResult } from "./given-result.ts";
import { judgeResult } from "./judge-result.ts";

export type { GateVerdict } from "../analysis/gate.ts";

export interface GateOptions extends CompareOptions {
  /** A committed baseline of exact figures, a result, or the path of either; left out: thresholds alone. */
  readonly baseline?: GivenResult;
  /** Fails also where nothing can be said, and where an exact figure improved. */
  readonly strict?: boolean;
}

/** `result`: a result, a file of one, or a folder for its newest. `passed` is the only outcome that passes. */
export function gate(result: GivenResult, options: GateOptions = {}): GateVerdict {
  const base = options.baseline === undefined ? null : baselineSide(options.baseline);
  return judgeResult(resultOf(result), base, {
    isExact: options.exact === true,
    isStrict: options.strict === true,
    compareOptions: () => figureOptions(options),
  }).verdict;
}
