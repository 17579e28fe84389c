/** The command that makes a run, or a search, again, as a shell takes it. Pure. */
import type { RunResult } from "../result/schema.ts";
import { escapeShell, escapeShellOption } from "./escape.ts";

/** null: it is not known. An older result has its scenario's file, and not what was written over it. */
export function reproduceCommand({
  command,
  scenarioFile,
}: Pick<RunResult, "command" | "scenarioFile">): string | null {
  const words = command ?? (scenarioFile === null ? null : ["run", scenarioFile]);
  if (words === null) return null;
  const [name = "", file = "", ...options] = words;
  return ["mqbench", escapeShell(name), escapeShell(file), ...options.map(escapeShellOption)].join(" ");
}
