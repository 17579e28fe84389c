/** What the scenarios of a folder are together: the worst of their ends, and the file of each one's report. Pure. */
import { extname } from "node:path";
import type { ExitName } from "../errors.ts";

/** Each is worse than those before it: what was not measured at all says less than what was measured, and failed. */
const worse: readonly ExitName[] = [
  "passed",
  "failed",
  "invalid",
  "usage",
  "bug",
  "hungUp",
  "interrupted",
  "terminated",
];

export function worstExit(exits: readonly ExitName[]): ExitName {
  return worse.findLast((exit) => exits.includes(exit)) ?? "passed";
}

/** `report.html` of scenario `smoke` is `report-smoke.html`. */
export function reportOfEach(file: string, name: string): string {
  const ending = extname(file);
  return `${file.slice(0, file.length - ending.length)}-${name}${ending}`;
}
