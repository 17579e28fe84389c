/** What a machine has, what a scenario needs of it, and what to change. Pure. */
import type { Finding } from "../../rules/machine-findings.ts";
import { findShortage, machineWarnings, needsOf } from "../../scenario/planning/machine-limits.ts";
import type { Machine } from "../../scenario/planning/placement.ts";
import type { PlannedCase } from "../../scenario/planning/plan.ts";
import { summarise } from "../../scenario/summary.ts";
import { formatCount } from "../format.ts";
import { machineEntries } from "./plan-text.ts";

const titleWidth = 18;

export function renderDoctor(findings: readonly Finding[], cases: readonly PlannedCase[], machine: Machine): string {
  const lines = [
    "this machine",
    ...findings.flatMap(({ what, found, advice }) => [
      entry(what, found),
      ...(advice === null ? [] : [entry("", `change: ${advice}`)]),
    ]),
    ...cases.flatMap((planned) => ["", ...renderCase(planned, machine)]),
  ];
  return `${lines.join("\n")}\n`;
}

function renderCase({ id, scenario, connections }: PlannedCase, machine: Machine): readonly string[] {
  const shortage = findShortage(scenario, machine);
  return [
    `${id === "" ? "" : `${id}   `}${summarise(scenario)}`,
    entry("connections", formatCount(connections)),
    ...machineEntries(needsOf(scenario, machine), machine).map(([title, text]) => entry(title, text)),
    ...machineWarnings(scenario, machine).map((text) => entry("warning", text)),
    ...(shortage === undefined
      ? [entry("fits", "yes")]
      : [entry("fits", `no: ${shortage.problem}`), entry("", `change: ${shortage.hint}`)]),
  ];
}

function entry(title: string, text: string): string {
  return `  ${title.padEnd(titleWidth)}${text}`;
}
