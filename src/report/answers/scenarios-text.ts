/** The list of the scenarios that come with mqbench, as text. */
import { absent, formatDuration } from "../format.ts";

export interface ListedScenario {
  readonly name: string;
  /** What it answers; null where its file does not say. */
  readonly description: string | null;
  /** The most that a run takes, ns. */
  readonly wallNs: number;
  /** The names of those of a pack; left out: it is one scenario. */
  readonly scenarios?: readonly string[];
}

export function renderScenarios(listed: readonly ListedScenario[]): string {
  const wide = Math.max(0, ...listed.map(({ name }) => name.length));
  const entries = listed.flatMap(({ name, description, wallNs, scenarios }) => [
    `${name.padEnd(wide)}   at most ${formatDuration(wallNs)}${scenarios === undefined ? "" : `, ${scenarios.length} scenarios: mqbench scenarios ${name}`}`,
    `    ${description ?? absent}`,
  ]);
  return `${[...entries, "", "mqbench run NAME; mqbench scenarios NAME prints its file"].join("\n")}\n`;
}
