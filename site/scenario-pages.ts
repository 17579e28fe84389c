/** A page for each scenario that comes with mqbench, and their list. Pure. */
import { formatDuration } from "../src/report/format.ts";
import { titleOf } from "./contents.ts";
import { plain, table } from "./markdown.ts";

export interface ShownScenario {
  readonly name: string;
  readonly description: string;
  /** The file. */
  readonly yaml: string;
  /** The most that a run takes, ns. */
  readonly wallNs: number;
  /** The site's path of a picture of its report; null: there is none. */
  readonly picture: string | null;
}

/** `docs`: pages by their path on the site, of which those that name the scenario are told. */
export function scenarioPage(scenario: ShownScenario, docs: ReadonlyMap<string, string>): string {
  const { name, yaml, wallNs, picture } = scenario;
  const mentions = new RegExp(String.raw`(?:run |plan |capacity |ab |scenarios/)${name}(?![\w-])`, "u");
  const found = [...docs].filter(([, markdown]) => mentions.test(markdown));
  return [
    `# ${name}`,
    `${plain(scenario.description)}.`,
    `\`\`\`\nmqbench run ${name}\n\`\`\``,
    `It takes at most ${formatDuration(wallNs)} on the broker that comes with mqbench, or on those that it names; \`mqbench plan ${name}\` says what it does and needs.`,
    ...(picture === null
      ? []
      : [
          `## Its report\n\nThe first screen, of a shortened run ([how they were made](/docs/reports#the-answer-first)).\n\n![The first screen of its report](${picture})`,
        ]),
    `## Its file\n\n\`\`\`yaml\n${yaml.trimEnd()}\n\`\`\``,
    ...(found.length === 0
      ? []
      : [
          `## Where it is spoken of\n\n${found.map(([path, markdown]) => `- [${titleOf(markdown)}](${path})`).join("\n")}`,
        ]),
  ].join("\n\n");
}

/** `packs`: folders of scenarios by name; each has a page among the docs. */
export function scenariosPage(scenarios: readonly ShownScenario[], packs: readonly string[]): string {
  const rows = scenarios.map(({ name, description, wallNs }) => [
    `[${name}](./${name})`,
    plain(description),
    formatDuration(wallNs),
  ]);
  return [
    "# Scenarios",
    "They come with mqbench and run by name: `mqbench run NAME`. `mqbench scenarios NAME > mine.yaml` makes one yours.",
    table(["scenario", "what it answers", "at most"], rows),
    `Packs are several of them, which run in turn: ${packs.map((name) => `[${name}](/docs/${name})`).join(", ")}.`,
  ].join("\n\n");
}
