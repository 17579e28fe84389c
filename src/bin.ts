#!/usr/bin/env node
/** argv in, exit code out. What it needs of its process is looked at before the rest is loaded. */
import "./engine/keep-memory.ts";
import { checkOwnNeeds } from "./cli/own-needs.ts";
import { hideEnvironment } from "./environment-values.ts";
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

// Without it Node would end silently, with a code of its own.
process.once("beforeExit", () => {
  process.stderr.write("bug: nothing is left to wait for, and the command has not ended\n");
  process.exit(exitCodes.bug);
});

const outcome = await main();
await new Promise<void>((resolve) => {
  process.stdout.write("", () => resolve());
});
if (unprinted !== undefined) process.stderr.write(`error: the output could not be written: ${unprinted}\n`);
process.exit(exitCodes[unprinted !== undefined && outcome === "passed" ? "invalid" : outcome]);

async function main(): Promise<ExitName> {
  try {
    checkOwnNeeds();
    const { runProgram } = await import("./cli/run-program.ts");
    return await runProgram(process.argv);
  } catch (error) {
    if (!(error instanceof MqbenchError)) {
      process.stderr.write(`bug: ${error instanceof Error ? error.stack : String(error)}\n`);
      return "bug";
    }
    for (const problem of error.problems) process.stderr.write(`error: ${escapeTerminal(hideEnvironment(problem))}\n`);
    if (error.hint !== undefined) process.stderr.write(`hint: ${escapeTerminal(hideEnvironment(error.hint))}\n`);
    return error.code;
  }
}
