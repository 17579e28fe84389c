/** A system without /proc tells nothing of processes: said once in a result, so that no report takes what is missing for something else. */
import type { Note, RunResult } from "./schema.ts";

export const withoutProc: Note = {
  code: "no-proc",
  text: "this system has no /proc: CPU, memory and run delay of the broker, and mqbench's own memory and run delay, do not exist (–); all else is as ever",
};

export function hasProc({ warnings }: Pick<RunResult, "warnings">): boolean {
  return !warnings.some(({ code }) => code === withoutProc.code);
}
