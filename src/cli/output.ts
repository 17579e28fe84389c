/** The rim of what is printed: nothing in it moves a terminal, is a command to a CI system, or must not be shown. */
import { randomUUID } from "node:crypto";
import { escapeTerminal } from "../report/escape.ts";
import { hideSecrets } from "../secrets.ts";
import { oneLine, withoutCommands } from "../visible-text.ts";

/** The form in which every text leaves. */
export function outputText(text: string): string {
  return withoutCommands(escapeTerminal(text));
}

/** What went wrong, as it is printed: with whomever's words in it. */
export function errorText(text: string): string {
  return outputText(hideSecrets(text));
}

/** Prints a report on standard output, with its line ends. */
export function printText(text: string): void {
  process.stdout.write(outputText(text));
}

/** Prints on standard output what a format has escaped already, such as CSV with its line ends. */
export function printRendered(text: string): void {
  process.stdout.write(withoutCommands(text));
}

/** Prints on standard output, in a step of GitHub Actions: a text in which nothing is a command, then lines that are. */
export function printWithCommands(text: string, commands: readonly string[]): void {
  const token = randomUUID();
  process.stdout.write(`::stop-commands::${token}\n${outputText(text)}::${token}::\n`);
  process.stdout.write(commands.map((line) => `${line}\n`).join(""));
}

/** Prints one line on standard error. */
export function printNote(text: string): void {
  process.stderr.write(`${withoutCommands(oneLine(hideSecrets(text)))}\n`);
}
