/** What the scripts of all shells are made of: quoted words, and the lines by which a shell finds out which command is typed. Pure. */
import type { TypedNode, Value } from "./tree.ts";

/** Every other character stands for itself. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** `$command` after each word that may change it: from the command before and the word, as patterns of a `case`. */
export function commandSteps(nodes: readonly TypedNode[]): readonly string[] {
  return nodes.flatMap(({ path }) => {
    if (path === "") return [];
    const at = path.lastIndexOf(" ");
    return [
      `${singleQuoted(`${path.slice(0, Math.max(0, at))} ${path.slice(at + 1)}`)}) command=${singleQuoted(path)} ;;`,
    ];
  });
}

interface OptionValue {
  /** Patterns of a `case` over the command and the option before the word. */
  readonly patterns: string;
  readonly value: Value;
}

export function optionValues({ path, options }: TypedNode): readonly OptionValue[] {
  return options.flatMap(({ names, value }) =>
    value === null ? [] : [{ patterns: names.map((name) => singleQuoted(`${path} ${name}`)).join("|"), value }],
  );
}
