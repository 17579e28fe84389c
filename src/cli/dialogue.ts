/** Asks a user on a terminal, on standard error: standard output is for what a command makes. */
import { on } from "node:events";
import { createInterface } from "node:readline";
import { MqbenchError } from "../errors.ts";
import { printNote } from "./output.ts";

export interface Dialogue {
  /** The answer, `usual` where it is empty; asked again while `check` throws a MqbenchError. null: the user left. */
  readonly ask: (question: string, usual: string, check: (answer: string) => void) => Promise<string | null>;
  readonly close: () => void;
}

export function openDialogue(): Dialogue {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Lines that are typed, or pasted, ahead of their question wait for it.
  const typed: AsyncIterator<readonly string[], undefined> = on(lines, "line", { close: ["close"] });
  let isLeft = false;
  lines.once("close", () => (isLeft = true));
  lines.once("SIGINT", () => lines.close());
  const read = async (question: string, usual: string): Promise<string | null> => {
    if (!isLeft) {
      lines.setPrompt(`${question} (${usual}) `);
      lines.prompt();
    }
    const line = await typed.next();
    if (line.done === true) return null;
    const answer = line.value.join("").trim();
    return answer === "" ? usual : answer;
  };
  const ask: Dialogue["ask"] = async (question, usual, check) => {
    const answer = await read(question, usual);
    if (answer === null) return null;
    try {
      check(answer);
      return answer;
    } catch (error) {
      if (!(error instanceof MqbenchError)) throw error;
      for (const problem of error.problems) printNote(problem);
      return await ask(question, usual, check);
    }
  };
  return { ask, close: () => lines.close() };
}
