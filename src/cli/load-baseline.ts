/** What a run is held against: a committed baseline of exact figures, or another result. */
import { sideOfBaseline, sideOfResult } from "../analysis/side.ts";
import type { Side } from "../analysis/side.ts";
import { readBaseline } from "../result/baseline.ts";
import { requireMeasured } from "../result/nothing-measured.ts";
import { readResult } from "../result/store.ts";

/** A baseline file, a result file, or a folder for its newest result. */
export function loadBaseline(path: string): Side {
  const baseline = readBaseline(path);
  if (baseline !== undefined) return sideOfBaseline(baseline);
  const { result, path: file } = readResult(path);
  requireMeasured(result, file);
  return sideOfResult(result);
}
