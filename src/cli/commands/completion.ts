/** `mqbench completion`: the script by which a shell completes commands, options and their values. */
import type { Command } from "commander";
import { brokerNames } from "../../broker/facts/names.ts";
import { MqbenchError } from "../../errors.ts";
import type { ExitName } from "../../errors.ts";
import { reportFormats } from "../../report/formats.ts";
import { packagePacks, scenarioNames } from "../../scenario/document/package-scenarios.ts";
import { bashScript } from "../completion/bash.ts";
import { fishScript } from "../completion/fish.ts";
import { typedTree } from "../completion/tree.ts";
import { zshScript } from "../completion/zsh.ts";
import { printRendered } from "../output.ts";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

function isShell(text: string): text is keyof typeof scripts {
  return Object.hasOwn(scripts, text);
}

export function completionCommand(shell: string, program: Command): ExitName {
  const shells = Object.keys(scripts);
  if (!isShell(shell)) throw new MqbenchError("usage", `unknown shell ${shell}: expected ${shells.join(", ")}`);
  const nodes = typedTree(program, {
    scenario: [...scenarioNames(), ...packagePacks()],
    broker: brokerNames,
    format: reportFormats,
    level: ["0", "1", "2", "all"],
    which: ["scenario", "result"],
    shell: shells,
  });
  printRendered(scripts[shell](nodes));
  return "passed";
}
