/** Sentences of a text in lines no wider than a terminal; tables stay as they are. Pure. */

/** A narrower terminal is not written for. */
const leastColumns = 40;
/** A last cell that begins further right is a figure, or has no room for words. */
const leastRoom = 24;
/** Lines that are copied as they stand. */
const copied = /^(?:again|saved|next:|hint:) /u;

/** Hanging indents: a line that begins as a label, or as a row whose last cell is a sentence, goes on below that. */
export function wrapped(text: string, columns: number): string {
  if (columns < leastColumns) return text;
  const lines = text.split("\n");
  return lines
    .flatMap((line, index) => {
      if (line.length <= columns || copied.test(line)) return [line];
      // A row among rows is a table's; alone, it is a heading of several parts.
      const isAlone = (lines[index - 1] ?? "") === "" && (lines[index + 1] ?? "") === "";
      return isAlone && line.includes("   ") ? wordsIn(line, columns, 2) : wrappedLine(line, columns);
    })
    .join("\n");
}

function wrappedLine(line: string, columns: number): readonly string[] {
  const indent = line.length - line.trimStart().length;
  const gaps = [...line.matchAll(/(?<=\S) {2,}(?=\S)/gu)];
  const last = gaps.at(-1);
  if (last === undefined) return wordsIn(line, columns, indent + (indent > 0 || line.startsWith("× ") ? 2 : 0));
  const from = last.index + last[0].length;
  return columns - from < leastRoom ? [line] : wordsIn(line, columns, from);
}

/** Broken at spaces; what follows the first line is indented. A word that is longer than a line stays whole. */
function wordsIn(line: string, columns: number, indent: number): readonly string[] {
  const lines: string[] = [];
  let rest = line;
  let from = 0;
  while (rest.length > columns) {
    const isSpace = (at: number): boolean => rest[at] === " ";
    let at = columns;
    while (at > Math.max(from, indent) && !isSpace(at)) at -= 1;
    if (at <= Math.max(from, indent)) {
      at = rest.indexOf(" ", columns);
      if (at < 0) break;
    }
    lines.push(rest.slice(0, at).trimEnd());
    rest = `${" ".repeat(indent)}${rest.slice(at).trimStart()}`;
    from = indent;
  }
  return [...lines, rest];
}
