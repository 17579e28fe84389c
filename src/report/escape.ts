/** Names and texts of a scenario are somebody else's: how each format shows them as what they are. Pure. */
import { oneLine, visibleText, withoutCommandsWithin } from "../visible-text.ts";

/** For a terminal and for a log: what could move the cursor, hide text or be a command to a CI system becomes visible. In JSON it changes nothing. */
export function escapeTerminal(text: string): string {
  return withoutCommandsWithin(visibleText(text));
}

/** For a POSIX shell: one word, whatever is in it, that names a file. */
export function escapeShell(word: string): string {
  return escapeShellOption(word.startsWith("-") ? `./${word}` : word);
}

/** For a POSIX shell: one word, whatever is in it, an option among them; what could not be seen is written as bash reads it. */
export function escapeShellOption(word: string): string {
  if (/^[\w./@%+=:,-]+$/u.test(word)) return word;
  if (escapeTerminal(oneLine(word)) === word) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${escapeTerminal(oneLine(word.replaceAll(/[\\']/gu, String.raw`\$&`)))}'`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For HTML, SVG and XML, in text and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return escapeTerminal(text).replaceAll(/[&<>"']/gu, (character) => entities[character] ?? character);
}

/** For Markdown, also in a table cell: nothing in it is markup, a link, a mention, the end of the cell or of the line. */
export function escapeMarkdown(text: string): string {
  return (
    escapeTerminal(text.replaceAll(/\s+/gu, " "))
      .replaceAll(/[\\`*_{}[\]|~]/gu, String.raw`\$&`)
      .replaceAll(/[&<>]/gu, (character) => entities[character] ?? character)
      // At the beginning of a line these would begin a list, a heading or a line of dashes.
      .replace(/^(\d*)([-+#=.)])(?!\w)/u, String.raw`$1\$2`)
      // GitHub looks for mentions, issues and addresses in the rendered text: an invisible character parts what it looks for.
      .replaceAll(/[@#](?=\w)|:(?=\/\/)|\bwww(?=\.)/gu, "$&\u200C")
  );
}

/** For CSV (RFC 4180); a text that a spreadsheet would take for a formula is marked as text. */
export function escapeCsv(text: string): string {
  const harmless = escapeTerminal(/^[=+\-@\t\r]/u.test(text) ? `'${text}` : text);
  return /[",\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
