/** Every scenario of what was typed, which may be a folder of them. */
import { MqbenchError } from "../errors.ts";
import { packOf } from "../scenario/document/packs.ts";

/** The scenarios that are meant, in the order in which they run: those of a folder, or the one that was typed. */
export function scenariosMeant(given: string): readonly string[] {
  return packOf(given)?.files ?? [given];
}

/** What `look` makes of each. Throws the mistakes of all at once, each with its place. */
export function eachOfPack<T>(files: readonly string[], look: (file: string) => T): readonly T[] {
  const problems: string[] = [];
  let hint: string | undefined;
  const seen: T[] = [];
  for (const file of files) {
    try {
      seen.push(look(file));
    } catch (error) {
      if (!(error instanceof MqbenchError)) throw error;
      problems.push(...error.problems);
      hint ??= error.hint;
    }
  }
  if (problems.length > 0) throw new MqbenchError("usage", problems, { hint });
  return seen;
}
