/** Where it was measured, and how to measure it again. Pure. */
import type { Environment, RunResult } from "../../../result/schema.ts";
import type { ShownRun } from "../../charts/cases.ts";
import { escapeMarkup } from "../../escape.ts";
import { absent, formatBytes, formatCount } from "../../format.ts";
import { reproduceCommand } from "../../reproduce.ts";
import { brokerText } from "../../summary.ts";
import { folded, subheading, table } from "./section.ts";
import type { Section } from "./section.ts";

export function environmentSection(runs: readonly ShownRun[]): Section {
  return {
    id: "environment",
    title: "Environment, and how to reproduce it",
    body: runs.map(environment).join("\n"),
  };
}

function environment({ label, result }: ShownRun): string {
  const brokers = [...new Set(result.trials.map(({ broker }) => brokerText(broker)))];
  const rows = [
    ["run", `${result.run}, ${result.startedAt} to ${result.endedAt}`],
    ["broker", brokers.join(", ")],
    ...machineRows(result.environment),
  ];
  return [
    subheading(label),
    table(["", ""], rows),
    scenarioMarkup(result.scenario, reproduceCommand(result)),
    ...configurations(result),
  ].join("\n");
}

export function machineRows(at: Environment): readonly (readonly string[])[] {
  return [
    ["mqbench", `${at.mqbench} on Node ${at.node}`],
    ["machine", `${at.cpu}, ${formatCount(at.cores)} cores, ${formatBytes(at.memoryBytes)}`],
    ["system", `${at.platform}, ${at.kernel}`],
    [
      "limits",
      `${at.descriptorLimit === null ? absent : formatCount(at.descriptorLimit)} descriptors, ports ${at.portRange ?? absent}`,
    ],
    ["commit", at.commit === null ? absent : `${at.commit}${at.dirty === true ? ", with changes" : ""}`],
  ];
}

/** How to run it again, and with what. */
export function scenarioMarkup(scenario: RunResult["scenario"], command: string | null): string {
  const text = escapeMarkup(JSON.stringify(scenario, null, 2));
  return [
    command === null ? "" : `<pre>${escapeMarkup(command)}</pre>`,
    folded(
      "The scenario as it was run, with every option: saved as scenario.yaml (JSON is YAML) it runs again",
      `<pre>${text}</pre>`,
    ),
  ].join("\n");
}

/** The files that each broker was started with. */
function configurations({ trials }: RunResult): readonly string[] {
  const files = trials.flatMap(({ broker: { name, configuration } }) =>
    Object.entries(configuration).flatMap(([file, text]) =>
      typeof text === "string" && text.includes("\n") ? [[`${name}: ${file}`, text] as const] : [],
    ),
  );
  return [...new Map(files)].map(([title, text]) => folded(title, `<pre>${escapeMarkup(text)}</pre>`));
}
