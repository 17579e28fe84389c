/** Asks a user on a terminal, on standard error: standard output is for what a command makes. */
import { createInterface } from "node:readline/promises";
import { MqbenchError } from "../errors.ts";
import { printNote } from "./output.ts";

export interface Dialogue {
  /** The answer, `usual` where it is empty; asked again while `check` throws a MqbenchError. null: the user left. */
  readonly ask: (question: string, usual: string, check: (answer: string) => void) => Promise<string | null>;
  readonly close: () => void;
}

export function openDialogue(): Dialogue {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  // Ctrl-C and Ctrl-D: a question that is open would never be answered.
  lines.once("SIGINT", () => left.abort());
  lines.once("close", () => left.abort());
  const read = async (question: string, usual: string): Promise<string | null> => {
    try {
      const typed = await lines.question(`${question} (${usual}) `, { signal: left.signal });
      return typed.trim() === "" ? usual : typed.trim();
    } catch (error) {
      if (left.signal.aborted) return null;
      throw error;
    }
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
