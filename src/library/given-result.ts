/** A result as a caller has it: in hand, or kept in a file, or the newest of a folder. */
import { sideOfBaseline, sideOfResult } from "../analysis/side.ts";
import type { Side } from "../analysis/side.ts";
import { readBaseline } from "../result/baseline.ts";
import { requireMeasured } from "../result/nothing-measured.ts";
import type { RunResult } from "../result/schema.ts";
import { readResult } from "../result/store.ts";

export type GivenResult = RunResult | string;

export function resultOf(given: GivenResult): RunResult {
  return typeof given === "string" ? readResult(given).result : given;
}

/** Throws where it measured nothing: there would be nothing to compare. */
export function measuredResult(given: GivenResult): RunResult {
  const { result, path } = typeof given === "string" ? readResult(given) : { result: given, path: "the result" };
  requireMeasured(result, path);
  return result;
}

/** What a run is held against: a committed baseline of exact figures, or another result. */
export function baselineSide(given: GivenResult): Side {
  const baseline = typeof given === "string" ? readBaseline(given) : undefined;
  return baseline === undefined ? sideOfResult(measuredResult(given)) : sideOfBaseline(baseline);
}
