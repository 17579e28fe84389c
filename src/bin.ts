#!/usr/bin/env node
/** argv in, exit code out. What it needs of its process is looked at before the rest is loaded. */
import "./engine/keep-memory.ts";
import { errorText } from "./cli/output.ts";
import { checkOwnNeeds } from "./cli/own-needs.ts";
import { exitCodes, systemRefusal, MqbenchError } from "./errors.ts";
import type { ExitName } from "./errors.ts";
import { hideSecretsOfArgument } from "./secrets.ts";
import { mqbenchVersion } from "./version.ts";

hideArguments();

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
if (unprinted !== undefined) say(`error: the output could not be written: ${unprinted}`);
process.exit(exitCodes[unprinted !== undefined && outcome === "passed" ? "invalid" : outcome]);

async function main(): Promise<ExitName> {
  try {
    checkOwnNeeds();
    // Other programs ask for it, often: no command is loaded.
    const [word, ...others] = process.argv.slice(2);
    if ((word === "--version" || word === "-V") && others.length === 0) {
      process.stdout.write(`${mqbenchVersion()}\n`);
      return "passed";
    }
    const { runProgram } = await import("./cli/run-program.ts");
    return await runProgram(process.argv);
  } catch (thrown) {
    const error = thrown instanceof MqbenchError ? thrown : systemRefusal(thrown);
    if (error === undefined) {
      say(`bug: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
      return "bug";
    }
    for (const problem of error.problems) say(`error: ${problem}`);
    if (error.hint !== undefined) say(`hint: ${error.hint}`);
    return error.code;
  }
}

/** Whatever went wrong, with whomever's words in it. */
function say(text: string): void {
  process.stderr.write(`${errorText(text)}\n`);
}

/** Every user of the machine may read every process's words. */
function hideArguments(): void {
  const words = process.argv.slice(2);
  const shown = words.map((word, at) => (words[at - 1] === "--token" ? "…" : hideSecretsOfArgument(word)));
  if (shown.some((word, index) => word !== words[index])) process.title = ["mqbench", ...shown].join(" ");
}
