/** The rim of what is printed: nothing in it moves a terminal, is a command to a CI system, or must not be shown. */
import { escapeTerminal } from "../report/escape.ts";
import { hideSecrets } from "../secrets.ts";
import { oneLine, withoutCommands } from "../visible-text.ts";

/** As every text leaves. */
export function outputText(text: string): string {
  return withoutCommands(escapeTerminal(text));
}

/** What went wrong, as it is printed: with whomever's words in it. */
export function errorText(text: string): string {
  return outputText(hideSecrets(text));
}

/** On standard output: a report, with its line ends. */
export function printText(text: string): void {
  process.stdout.write(outputText(text));
}

/** On standard error: one line. */
export function printNote(text: string): void {
  process.stderr.write(`${withoutCommands(oneLine(hideSecrets(text)))}\n`);
}
