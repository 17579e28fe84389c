/** The rim of what is printed: nothing in it moves a terminal, is a command to a CI system, or must not be shown. */
import { fstatSync, writeFileSync } from "node:fs";
import { escapeTerminal } from "../report/escape.ts";
import { wrapped } from "../report/wrap.ts";
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

/** Node writes to a file in one call, and says nothing of what a disk that is nearly full did not take of it. */
function write(text: string): void {
  if (!isFile(process.stdout.fd)) return void process.stdout.write(text);
  try {
    writeFileSync(process.stdout.fd, Buffer.from(text));
  } catch (error) {
    process.stdout.emit("error", error);
  }
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}

/** Prints a report on standard output, with its line ends. */
export function printText(text: string): void {
  write(outputText(text));
}

/** Prints what people read: sentences in lines no wider than their terminal. In a file, or a pipe, a line is a sentence, for grep and the like. */
export function printWrapped(text: string): void {
  const { isTTY, columns } = process.stdout;
  printText(isTTY && columns > 0 ? wrapped(text, columns) : text);
}

/** Prints on standard output what a format has escaped already, such as CSV with its line ends. */
export function printRendered(text: string): void {
  write(withoutCommands(text));
}

/** Prints on standard output, in a step of GitHub Actions: a text in which nothing is a command, then lines that are. */
export function printWithCommands(text: string, commands: readonly string[]): void {
  const token = crypto.randomUUID();
  write(`::stop-commands::${token}\n${outputText(text)}::${token}::\n`);
  write(commands.map((line) => `${line}\n`).join(""));
}

/** Prints one line on standard error. */
export function printNote(text: string): void {
  process.stderr.write(`${withoutCommands(oneLine(hideSecrets(text)))}\n`);
}
