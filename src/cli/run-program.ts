/** Runs the command that the words ask for. */
import { CommanderError } from "commander";
import type { ExitName } from "../errors.ts";
import { createProgram } from "./program.ts";

export async function runProgram(words: readonly string[]): Promise<ExitName> {
  let ended: ExitName = "passed";
  const program = createProgram((exit) => {
    ended = exit;
  });
  program.exitOverride();
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(words);
    return ended;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? "passed" : "usage";
    throw error;
  }
}
