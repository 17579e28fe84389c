/** The completion script of fish. Pure. */
import type { TypedNode, Value } from "./tree.ts";

export function fishScript(nodes: readonly TypedNode[]): string {
  const steps = nodes.flatMap(({ path }) => {
    if (path === "") return [];
    const at = path.lastIndexOf(" ");
    const typed = `${path.slice(0, Math.max(0, at))} ${path.slice(at + 1)}`;
    return [`      case ${quoted(typed)}`, `        set command ${quoted(path)}`];
  });
  return `# mqbench for fish: mqbench completion fish > ~/.config/fish/completions/mqbench.fish
function __mqbench_is
  set -l command ""
  for word in (commandline -opc)[2..-1]
    switch "$command $word"
${steps.join("\n")}
    end
  end
  test "$command" = "$argv"
end
complete -c mqbench -f
${nodes.flatMap(linesOf).join("\n")}
`;
}

function linesOf({ path, commands, options, argument }: TypedNode): readonly string[] {
  const where = `complete -c mqbench -n ${quoted(`__mqbench_is ${path}`.trim())}`;
  return [
    ...commands.map(({ name, description }) => `${where} -a ${quoted(name)} -d ${quoted(description)}`),
    ...options.map(({ names, description, value }) => {
      const flags = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
      return `${where} ${flags.join(" ")}${value === null ? "" : ` ${value.path === "file" ? "-r" : "-x"}${give(value)}`} -d ${quoted(description)}`;
    }),
    ...(argument === null ? [] : [`${where}${give(argument)}`]),
  ];
}

/** Fish completes folders by a function of its own. */
function give({ words, path }: Value): string {
  const typed = path === "folder" ? "(__fish_complete_directories)" : words.join(" ");
  return `${path === "file" ? " -F" : ""}${typed === "" ? "" : ` -a ${quoted(typed)}`}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
}
