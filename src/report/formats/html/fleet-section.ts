/** What it costs a fleet in a month. Pure. */
import { fleetRows } from "../../parts/fleet-text.ts";
import type { ShownRun } from "../../charts/cases.ts";
import { paragraph, subheading, table } from "./section.ts";
import type { Section } from "./section.ts";

export function fleetSection(runs: readonly ShownRun[]): Section | undefined {
  const results = runs.map(({ result }) => result);
  const tables = runs.flatMap(({ label, result }) => fleetRows(result, results).map((rows) => ({ label, ...rows })));
  if (tables.length === 0) return undefined;
  const reading = paragraph(
    "A month has 30 days. The key fleet of a scenario says whose cost is reckoned; without it, it is the sensors'. Each figure stands beside what it was reckoned from. Messages are lost to cuts as in the runs that cut connections: there the session is resumed, and what was in flight is sent again.",
  );
  const body = tables.flatMap(({ label, title, heading, rows }) => [
    subheading([label, title].filter((part) => part !== "").join(": ")),
    table(heading, rows),
  ]);
  return { id: "fleet", title: "What it costs a fleet", body: [reading, ...body].join("\n") };
}
