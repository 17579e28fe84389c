/** The known word that somebody probably meant. */
import { closest, distance } from "fastest-levenshtein";

/** `; did you mean …?`, or what there is when nothing is near. */
export function nearest(word: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const best = closest(word, [...known]);
  const isSwapped = lettersOf(word) === lettersOf(best);
  const isNear = isSwapped || distance(word.toLowerCase(), best.toLowerCase()) <= Math.ceil(best.length / 3);
  return isNear ? `; did you mean \`${best}\`?` : `; known: ${known.join(", ")}`;
}

function lettersOf(word: string): string {
  return Array.from(word.toLowerCase()).toSorted().join("");
}
