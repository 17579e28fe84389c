/** The known word that somebody probably meant. */
import { closest, distance } from "fastest-levenshtein";

/** `; did you mean …?`, or what there is when nothing is near. */
export function nearest(word: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const best = closest(word, [...known]);
  const isNear = distance(word.toLowerCase(), best.toLowerCase()) <= Math.max(2, Math.floor(best.length / 3));
  return isNear ? `; did you mean \`${best}\`?` : `; known: ${known.join(", ")}`;
}
