/** Texts of others, shown as what they are: what moves a cursor, turns the reading direction, hides or ends a line is made visible. Pure. */

/** C0 and C1 but for the end of a line, turns of direction, marks without a width, other ends of lines. */
const unseen =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

/** Line ends stay. In JSON it changes nothing: there it is the same character. */
export function visibleText(text: string): string {
  return text.replaceAll(unseen, visible);
}

/** The text of a name, a title or a sentence, which is shown within a line and must not end it. */
export function oneLine(text: string): string {
  return visibleText(text).replaceAll("\n", visible);
}

/** Every text of a value, keys included, in one line each; what is below one of the keys in `except` stays. */
export function inOneLineEach(value: unknown, except: ReadonlySet<string>): unknown {
  if (typeof value === "string") return oneLine(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => inOneLineEach(each, except));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [oneLine(key), except.has(key) ? each : inOneLineEach(each, except)]),
  );
}

/** CI systems take lines of a log for commands: `::error::` at a line's beginning, `##[…]` and `##vso[…]` anywhere. */
export function withoutCommands(text: string): string {
  return withoutCommandsWithin(text).replaceAll(/^(\s*):(?=:)/gmu, String.raw`$1\u003a`);
}

/** The same of a part of a line, wherever it comes to stand. */
export function withoutCommandsWithin(text: string): string {
  return text.replaceAll(/##(?=\[|vso\[)/giu, String.raw`\u0023#`);
}

function visible(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
