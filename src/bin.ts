#!/usr/bin/env node
/** argv in, exit code out. */
import "./engine/keep-memory.ts";
import { CommanderError } from "commander";
import { createProgram } from "./cli/program.ts";
import { exitCodes, MqbenchError } from "./errors.ts";
import type { ExitName } from "./errors.ts";
import { escapeTerminal } from "./report/escape.ts";

let unprinted: string | undefined;
// Whoever reads the output may stop reading: `mqbench report … | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") unprinted = error.message;
});
// Progress that nobody can read is no reason to end what is being measured.
process.stderr.on("error", () => undefined);

const outcome = await main();
await new Promise<void>((resolve) => {
  process.stdout.write("", () => resolve());
});
if (unprinted !== undefined) process.stderr.write(`error: the output could not be written: ${unprinted}\n`);
process.exit(exitCodes[unprinted !== undefined && outcome === "passed" ? "invalid" : outcome]);

async function main(): Promise<ExitName> {
  let ended: ExitName = "passed";
  const program = createProgram((exit) => {
    ended = exit;
  });
  program.exitOverride();
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(process.argv);
    return ended;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? "passed" : "usage";
    if (!(error instanceof MqbenchError)) {
      process.stderr.write(`bug: ${error instanceof Error ? error.stack : String(error)}\n`);
      return "bug";
    }
    for (const problem of error.problems) process.stderr.write(`error: ${escapeTerminal(problem)}\n`);
    if (error.hint !== undefined) process.stderr.write(`hint: ${escapeTerminal(error.hint)}\n`);
    return error.code;
  }
}
