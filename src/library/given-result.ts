/** A result as a caller has it: in hand, or kept in a file, or the newest of a folder. */
import { sideOfBaseline, sideOfResult } from "../analysis/side.ts";
import type { Side } from "../analysis/side.ts";
import { MqbenchError } from "../errors.ts";
import { gotWords } from "./got-words.ts";
import { readBaseline } from "../result/baseline.ts";
import { requireMeasured } from "../result/nothing-measured.ts";
import type { RunResult } from "../result/schema.ts";
import { readResult } from "../result/store.ts";

export type GivenResult = RunResult | string;

export function resultOf(given: GivenResult): RunResult {
  return readGiven(given).result;
}

/** Throws where it measured nothing: there would be nothing to compare. */
export function measuredResult(given: GivenResult): RunResult {
  const { result, path } = readGiven(given);
  requireMeasured(result, path);
  return result;
}

function readGiven(given: GivenResult): ReturnType<typeof readResult> {
  if (typeof given === "string") return readResult(given);
  if (isResult(given)) return { result: given, path: "the result" };
  throw new MqbenchError("usage", `expected a result, or the path of one, got ${gotWords(given)}`, {
    hint: "`run` gives one when it is awaited, and keeps one in the folder `out`",
  });
}

/** A caller without types may give anything. */
function isResult(given: unknown): given is RunResult {
  return typeof given === "object" && given !== null && "schema" in given && given.schema === "mqbench/result";
}

/** What a run is held against: a committed baseline of exact figures, or another result. */
export function baselineSide(given: GivenResult): Side {
  const baseline = typeof given === "string" ? readBaseline(given) : undefined;
  return baseline === undefined ? sideOfResult(measuredResult(given)) : sideOfBaseline(baseline);
}
