/** How OpenMetrics writes a family: its name in base units, its head, its labels. Pure. */
import type { Metric } from "../../result/sections/metric-section.ts";
import { escapeTerminal } from "../escape.ts";

const suffixes: Readonly<Record<Metric["unit"], string>> = {
  ns: "_seconds",
  bytes: "_bytes",
  perSecond: "_per_second",
  ratio: "_ratio",
  count: "",
};
/** What the format allows as a unit, which must end the name. */
const units: Readonly<Partial<Record<Metric["unit"], string>>> = { ns: "seconds", bytes: "bytes", ratio: "ratio" };

export interface Family {
  /** As mqbench calls it: `publishLatency`. */
  readonly name: string;
  readonly unit: Metric["unit"];
  readonly type: "summary" | "gauge";
  readonly meaning: string | undefined;
}

/** `mqbench_publish_latency_seconds`. */
export function familyName({ name, unit }: Pick<Family, "name" | "unit">): string {
  return `mqbench_${snakeCase(name)}${suffixes[unit]}`;
}

export function headLines(family: Family): readonly string[] {
  const name = familyName(family);
  const unit = units[family.unit];
  return [
    `# TYPE ${name} ${family.type}`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    ...(family.meaning === undefined ? [] : [`# HELP ${name} ${escapeText(family.meaning)}`]),
  ];
}

/** In seconds where it is a time; every other unit is a base unit already. */
export function baseText(value: number, unit: Metric["unit"]): string {
  return String(unit === "ns" ? value / 1e9 : value);
}

/** Without the braces. */
export function labelsOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeText(value)}"`)
    .join(",");
}

function escapeText(text: string): string {
  return escapeTerminal(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
}
