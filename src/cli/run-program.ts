/** Runs the command that the words ask for. */
import { CommanderError } from "commander";
import type { Command } from "commander";
import type { ExitName } from "../errors.ts";
import { createProgram } from "./program.ts";

export async function runProgram(words: readonly string[]): Promise<ExitName> {
  let ended: ExitName = "passed";
  const program = createProgram((exit) => {
    ended = exit;
  });
  throwUsage(program);
  try {
    await program.parseAsync(words);
    return ended;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? "passed" : "usage";
    throw error;
  }
}

/** A command of a command, too, ends by an error of usage, not by a process.exit of commander's own. */
function throwUsage(command: Command): void {
  command.exitOverride();
  for (const each of command.commands) throwUsage(each);
}
