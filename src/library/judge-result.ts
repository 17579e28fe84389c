/** A result held against its thresholds, and against a baseline: with its times, or its exact figures alone where only they are asked for. Pure. */
import { compare } from "../analysis/compare.ts";
import type { CompareOptions, Comparison } from "../analysis/compare.ts";
import {
  exactOnly,
  exactSide,
  hasVaryingThresholds,
  statesVaryingThreshold,
  timingFaultsOf,
} from "../analysis/exact-only.ts";
import { gate } from "../analysis/gate.ts";
import type { GateVerdict } from "../analysis/gate.ts";
import { sideOfResult } from "../analysis/side.ts";
import type { Side } from "../analysis/side.ts";
import type { RunResult } from "../result/schema.ts";

export interface JudgeOptions {
  readonly isExact: boolean;
  readonly isStrict: boolean;
  readonly compareOptions: (head: RunResult) => CompareOptions;
}

export interface Judged {
  /** As it was held: exact figures alone where `isExactAlone`. */
  readonly result: RunResult;
  readonly isExactAlone: boolean;
  /** Why its times are not valid, where that is all there is against it; empty otherwise. */
  readonly late: readonly string[];
  readonly comparison: Comparison | null;
  readonly verdict: GateVerdict;
}

export function judgeResult(whole: RunResult, base: Side | null, options: JudgeOptions): Judged {
  const late = timingFaultsOf(whole);
  const isAskedForMore = hasVaryingThresholds(whole) || (base !== null && base.environment !== null);
  const isExactAlone = options.isExact || (late.length > 0 && !isAskedForMore);
  const result = isExactAlone ? exactOnly(whole) : whole;
  const held = base !== null && isExactAlone ? exactSide(base) : base;
  const comparison = held === null ? null : compare(held, sideOfResult(result), options.compareOptions(result));
  const isThresholdLeftOut = isExactAlone && statesVaryingThreshold(whole);
  const verdict = gate(result, comparison, { isStrict: options.isStrict, isThresholdLeftOut });
  return { result, isExactAlone, late, comparison, verdict };
}
