/** The list of the scenarios that come with mqbench, as text. */
import { absent, formatDuration } from "../format.ts";

interface ListedScenario {
  readonly name: string;
  /** What it answers; null where its file does not say. */
  readonly description: string | null;
  /** The most that a run takes, ns. */
  readonly wallNs: number;
}

export function renderScenarios(scenarios: readonly ListedScenario[]): string {
  const wide = Math.max(0, ...scenarios.map(({ name }) => name.length));
  const entries = scenarios.flatMap(({ name, description, wallNs }) => [
    `${name.padEnd(wide)}   at most ${formatDuration(wallNs)}`,
    `    ${description ?? absent}`,
  ]);
  return `${[...entries, "", "mqbench run NAME; mqbench scenarios NAME prints its file"].join("\n")}\n`;
}
