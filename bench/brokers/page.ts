/** The comparison as Markdown: machine, a table an experiment, a block for each broker's own README, digests. Pure. */
import { formatBytes } from "../../src/report/format.ts";
import type { CapacityResult } from "../../src/result/capacity.ts";
import type { RunResult } from "../../src/result/schema.ts";
import { oneLine } from "../../src/visible-text.ts";
import { none, tableOf } from "./cells.ts";
import type { KeptFile } from "./kept.ts";
import type { ExperimentName } from "./experiments.ts";
import { capacityRows, costRows, guaranteeRows, heldRows, rateRows, stormRows } from "./tables.ts";

/** One broker of one version, and what was made of it. */
export interface ComparedBroker {
  /** `mosquitto 2.0.11`. */
  readonly title: string;
  readonly runs: Readonly<Partial<Record<Exclude<ExperimentName, "capacity">, RunResult>>>;
  readonly capacity: CapacityResult | undefined;
}

export interface PageFacts {
  readonly cores: { readonly broker: string; readonly shards: string };
  readonly isShortened: boolean;
  /** The command that writes the page again. */
  readonly command: string;
  /** What could not be made, in words. */
  readonly failures: readonly string[];
}

type Rows = readonly (readonly string[])[];

const sections: readonly {
  readonly title: string;
  readonly text: string;
  readonly rows: (brokers: readonly ComparedBroker[]) => Rows;
}[] = [
  {
    title: "Cost of a level",
    text: "1,000 sensors, a message of 64 B each second, one subscriber to all.",
    rows: (brokers) => costRows(brokers.map(({ runs }) => runs.cost)),
  },
  {
    title: "Latency by rate",
    text: "The same sensors at QoS 1, each of them twice a second: 2,000 messages a second. At 1,000 a second: the table above; where a broker ends: the table below.",
    rows: (brokers) => rateRows(brokers.map(({ runs }) => runs.rates)),
  },
  {
    title: "Capacity by level",
    text: "The highest rate of 500 sensors at which `publishLatency.p99 < 50ms and lost == 0` held twice, to the lowest at which it did not, twice either; the second is at most 45 % above the first. One search a level, on a fresh broker for each rate.",
    rows: (brokers) => capacityRows(brokers.map(({ capacity }) => capacity)),
  },
  {
    title: "Bytes a held message",
    text: "Delivered at QoS 1, its PUBACK withheld, up to 20,000 of them, by payload: the broker's own heap gauge where it has one, else its resident memory. `no line`: memory did not follow what was held.",
    rows: (brokers) => heldRows(brokers.map(({ runs }) => runs.held)),
  },
  {
    title: "Guarantees",
    text: "Every step of every handshake cut, withheld or doubled.",
    rows: (brokers) => guaranteeRows(brokers.map(({ runs }) => runs.guarantees)),
  },
  {
    title: "Reconnect storm",
    text: "750 sensors at QoS 1 with kept sessions lose their connection at the same moment and come back after 1 s all at once, where that failed after 2 s and 4 s more.",
    rows: (brokers) => stormRows(brokers.map(({ runs }) => runs.storm)),
  },
];

export function comparisonPage(
  brokers: readonly ComparedBroker[],
  files: readonly KeptFile[],
  facts: PageFacts,
): string {
  const titles = brokers.map(({ title }) => title);
  return `${[
    "# Brokers compared",
    `Written by \`${facts.command}\`, which writes it anew.`,
    ...(facts.isShortened
      ? [
          "**Shortened: one trial, few sensors, short phases. It shows that the comparison runs, and compares nothing.**",
        ]
      : []),
    machineText(brokers, facts),
    ...(facts.failures.length === 0 ? [] : [`Not made:\n\n${facts.failures.map((each) => `- ${each}`).join("\n")}`]),
    "± is half a 95 % interval over the valid trials, each on a fresh broker; a figure without it is the same in all trials, or says how few there were. `–`: no valid trial has it. `≥`: something never ended, and counts with its age. `not to be had`: the broker does not have the level. Experiments went round the brokers one after the other, each beginning with another one.",
    ...sections.map(({ title, text, rows }) => {
      const had = rows(brokers).filter(hasFigure);
      return `## ${title}\n\n${text}\n\n${had.length === 0 ? "Not made." : tableOf(["", ...titles], had)}`;
    }),
    ...invalidSection(brokers),
    `## For a broker's own README\n\n${brokers.map((broker) => `\`\`\`markdown\n${readmeBlock(broker, facts)}\n\`\`\``).join("\n\n")}`,
    `## Limits\n\nGenerator and broker share one machine, over loopback: no network is in these figures. Each broker runs in the configuration that mqbench writes for it, in which nothing throttles a level, on one node. A figure of another machine, fleet or configuration is another figure.`,
    `## Raw results\n\nSHA-256 of each result file in \`raw/\`, also in \`SHA256SUMS\` (\`sha256sum -c SHA256SUMS\`):\n\n\`\`\`\n${files.map(({ name, digest }) => `${digest}  ${name}`).join("\n")}\n\`\`\``,
  ].join("\n\n")}\n`;
}

/** One broker's cost of a level, to be pasted where its maintainers want it. */
export function readmeBlock({ title, runs, capacity }: ComparedBroker, facts: PageFacts): string {
  const rows: Rows = [
    ...costRows([runs.cost]),
    ...capacityRows([capacity]).map(([name, rate]) => [`${name}: messages a second sustained`, rate ?? ""]),
    ...guaranteeRows([runs.guarantees]),
  ].filter(hasFigure);
  const shortened = facts.isShortened ? " Shortened: a first look, not a comparison." : "";
  return `**${title}**, measured by mqbench (\`${facts.command}\`).${shortened}\n\n${tableOf(["", title], rows)}`;
}

/** A row that no broker can have, such as service time at QoS 0, is left out. */
function hasFigure([, ...cells]: readonly string[]): boolean {
  return cells.some((cell) => cell !== none);
}

/** Why trials do not count, a line a case: its first reason. */
function invalidSection(brokers: readonly ComparedBroker[]): readonly string[] {
  const lines = brokers.flatMap(({ title, runs }) =>
    Object.entries(runs).flatMap(([experiment, { cases, trials }]) =>
      cases.flatMap(({ id }) => {
        const own = trials.filter((trial) => trial.case === id);
        const invalid = own.filter(({ valid }) => !valid);
        const why = invalid.flatMap(({ invalidBecause }) => invalidBecause)[0];
        const which = `${title}, ${experiment}${id === "" ? "" : `, ${id}`}`;
        return invalid.length === 0
          ? []
          : [`- ${which}: ${invalid.length} of ${own.length}: ${oneLine(why?.text ?? "")}`];
      }),
    ),
  );
  return lines.length === 0
    ? []
    : [`## Trials that are not valid\n\nThey are in no figure above.\n\n${lines.join("\n")}`];
}

function machineText(brokers: readonly ComparedBroker[], { cores }: PageFacts): string {
  const made = brokers.flatMap(({ runs, capacity }) => [
    ...Object.values(runs),
    ...(capacity === undefined ? [] : [capacity]),
  ]);
  const machines = made.map(
    ({ environment: { mqbench, cpu, cores: all, memoryBytes, kernel, node } }) =>
      `mqbench ${mqbench} on Node ${node}, ${cpu}, ${all} cores, ${formatBytes(memoryBytes)} of memory, ${kernel}`,
  );
  const days = made.map(({ startedAt }) => startedAt.slice(0, 10)).toSorted();
  const pinned = `In what is timed the broker has core ${cores.broker}, the threads that send core ${cores.shards}.`;
  return `${[...new Set(machines)].join("; ")}; ${days[0] ?? "no day"} to ${days.at(-1) ?? "no day"}. ${pinned}`;
}
