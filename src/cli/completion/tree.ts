/** What can be typed, read from commander's own tree: commands, their options, and what each value may be. Pure. */
import type { Command, Option } from "commander";

/** What a value may be: one of some words, and a file or a folder beside them. */
export interface Value {
  readonly words: readonly string[];
  readonly path: "file" | "folder" | null;
}

interface TypedOption {
  /** As typed: `-o`, `--output`. */
  readonly names: readonly string[];
  readonly description: string;
  /** null: it takes none. */
  readonly value: Value | null;
}

interface TypedCommand {
  readonly name: string;
  readonly description: string;
}

export interface TypedNode {
  /** The commands that lead here, `history add`; empty: mqbench itself. */
  readonly path: string;
  readonly commands: readonly TypedCommand[];
  readonly options: readonly TypedOption[];
  /** What may stand beside commands and options; null: nothing. */
  readonly argument: Value | null;
}

const folders: ReadonlySet<string> = new Set(["dir"]);
const files: ReadonlySet<string> = new Set(["scenario", "result", "base", "head", "file"]);

/** `wordsOf`: what a placeholder such as `<broker>` of the help stands for, by its name; what is not there is anything. */
export function typedTree(
  command: Command,
  wordsOf: Readonly<Record<string, readonly string[]>>,
  path = "",
): readonly TypedNode[] {
  const help = command.createHelp();
  const valueOf = (placeholder: string): Value => ({
    words: wordsOf[placeholder] ?? [],
    path: folders.has(placeholder) ? "folder" : files.has(placeholder) ? "file" : null,
  });
  const commands = help.visibleCommands(command);
  const [argument] = command.registeredArguments;
  const node: TypedNode = {
    path,
    commands: commands.map((each) => ({ name: each.name(), description: each.description() })),
    options: help.visibleOptions(command).map((option) => typedOption(option, valueOf)),
    argument: argument === undefined ? null : valueOf(argument.name()),
  };
  // The help command is commander's own: it has no tree, and takes the name of another.
  return [
    node,
    ...commands.flatMap((each) =>
      typedTree(
        each,
        each.name() === "help" ? { command: commands.map((other) => other.name()) } : wordsOf,
        `${path} ${each.name()}`.trim(),
      ),
    ),
  ];
}

function typedOption(option: Option, valueOf: (placeholder: string) => Value): TypedOption {
  const [, placeholder] = /[<[]([^\]>]+)[\]>]/u.exec(option.flags) ?? [];
  return {
    names: [option.short, option.long].flatMap((name) => name ?? []),
    description: option.description,
    value: placeholder === undefined ? null : valueOf(placeholder),
  };
}
