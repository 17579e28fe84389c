/** The completion script of zsh. Pure. */
import { commandSteps, optionValues, singleQuoted } from "./shell-words.ts";
import type { TypedNode, Value } from "./tree.ts";

export function zshScript(nodes: readonly TypedNode[]): string {
  const values = nodes.flatMap(optionValues).map(({ patterns, value }) => `    ${patterns}) ${give(value)}; return ;;`);
  const words = nodes.map((node) => `    ${singleQuoted(node.path)})\n${describe(node)}\n      ;;`);
  return `#compdef mqbench
# mqbench for zsh: eval "$(mqbench completion zsh)" in ~/.zshrc, after compinit; or a file _mqbench in a folder of $fpath
_mqbench() {
  local before=\${words[CURRENT-1]} equals= command= each
  local -a found
  if [[ $PREFIX == --*=* ]]; then
    equals=1 before=\${PREFIX%%=*}
    compset -P 1 '*='
  fi
  for each in "\${(@)words[2,CURRENT-1]}"; do
    case "$command $each" in
${commandSteps(nodes)
  .map((step) => `      ${step}`)
  .join("\n")}
    esac
  done
  case "$command $before" in
${values.join("\n")}
  esac
  if [[ -n $equals ]]; then return; fi
  case "$command" in
${words.join("\n")}
  esac
}
if [ "\${funcstack[1]}" = _mqbench ]; then _mqbench "$@"; else compdef _mqbench mqbench; fi
`;
}

/** Commands, or what they take, and options where the word begins like one. */
function describe({ commands, options, argument }: TypedNode): string {
  const optionLines = options.flatMap(({ names, description }) => names.map((name) => described(name, description)));
  const commandLines = commands.map(({ name, description }) => described(name, description));
  return [
    "      if [[ $PREFIX == -* ]]; then",
    `        found=(${optionLines.join(" ")}); _describe option found`,
    "      else",
    ...(commandLines.length === 0 ? [] : [`        found=(${commandLines.join(" ")}); _describe command found`]),
    `        ${argument === null ? ":" : give(argument)}`,
    "      fi",
  ].join("\n");
}

function described(name: string, description: string): string {
  return singleQuoted(`${name}:${description}`);
}

function give({ words, path }: Value): string {
  const commands = [
    ...(words.length === 0 ? [] : [`compadd -- ${words.map(singleQuoted).join(" ")}`]),
    ...(path === null ? [] : [path === "folder" ? "_files -/" : "_files"]),
  ];
  return commands.length === 0 ? ":" : commands.join("; ");
}
