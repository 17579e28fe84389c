/** What was seen step by step: wills, retained messages, handshakes. */
import type { ShownRun } from "../charts/cases.ts";
import { stepwiseTables } from "../stepwise-text.ts";
import { list, subheading, table } from "./section.ts";
import type { Section } from "./section.ts";

export function stepwiseSection(runs: readonly ShownRun[]): Section | undefined {
  const shown = runs.flatMap(({ label, result }) => {
    const tables = stepwiseTables(result);
    if (tables.length === 0) return [];
    return [
      subheading(label),
      ...tables.flatMap(({ heading, rows, remarks }) => [table(heading, rows), list(remarks)]),
    ];
  });
  if (shown.length === 0) return undefined;
  return { id: "stepwise", title: "What was seen, step by step", body: shown.join("\n") };
}
