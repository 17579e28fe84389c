/** The completion script of bash, of version 3.2 on. Pure. */
import { commandSteps, optionValues, singleQuoted } from "./shell-words.ts";
import type { TypedNode, Value } from "./tree.ts";

export function bashScript(nodes: readonly TypedNode[]): string {
  const values = nodes.flatMap(optionValues).map(({ patterns, value }) => `    ${patterns}) ${give(value)}; return ;;`);
  const words = nodes.map(({ path, commands, options, argument }) => {
    const typed = [...commands.map(({ name }) => name), ...options.flatMap(({ names }) => names)];
    return `    ${singleQuoted(path)}) ${give({ words: [...typed, ...(argument?.words ?? [])], path: argument?.path ?? null })} ;;`;
  });
  return `# mqbench for bash: eval "$(mqbench completion bash)" in ~/.bashrc
_mqbench_give() {
  local IFS=$' \\n'
  COMPREPLY+=($(compgen -P "$prefix" -W "$1" -- "$2"))
}
_mqbench_path() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY+=($(compgen -P "$prefix" "$1" -- "$2"))
}
_mqbench() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} equals= prefix= command= each
  COMPREPLY=()
  # Bash breaks --option=value at =, unless COMP_WORDBREAKS is without it.
  if [[ $word == = ]]; then
    equals=1 word=
  elif [[ $before == = ]]; then
    equals=1 before=\${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $word == --*=* ]]; then
    equals=1 before=\${word%%=*} prefix=\${word%%=*}= word=\${word#*=}
  fi
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
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
complete -F _mqbench mqbench
`;
}

/** Words before paths: bash shows both. */
function give({ words, path }: Value): string {
  const commands = [
    ...(words.length === 0 ? [] : [`_mqbench_give ${singleQuoted(words.join(" "))} "$word"`]),
    ...(path === null ? [] : [`_mqbench_path ${path === "folder" ? "-d" : "-f"} "$word"`]),
  ];
  return commands.length === 0 ? ":" : commands.join("; ");
}
