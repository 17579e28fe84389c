/** Which brokers are compared, and in which order each experiment is made on them. */
import { existsSync } from "node:fs";
import { brokerNames, isBrokerName } from "../../src/broker/facts/names.ts";
import type { BrokerName } from "../../src/broker/facts/names.ts";
import { loadDefinition } from "../../src/broker/definition.ts";
import type { ExperimentName } from "./experiments.ts";

/** A broker and where its program is looked for first. */
export interface Candidate {
  readonly broker: BrokerName;
  readonly folder: string | null;
}

export interface Turn {
  readonly experiment: ExperimentName;
  readonly candidate: Candidate;
}

/** The one that comes with mqbench, those that are installed, then those of folders, each `BROKER:FOLDER`. */
export async function findCandidates(also: readonly string[], only: readonly string[]): Promise<readonly Candidate[]> {
  const installed: Candidate[] = [];
  for (const broker of brokerNames) {
    const definition = await loadDefinition(broker);
    if (definition === undefined || definition.find() !== undefined) installed.push({ broker, folder: null });
  }
  const further = also.map((text): Candidate => {
    const [broker = "", folder = ""] = text.split(/:(?<folder>.*)/su);
    if (!isBrokerName(broker) || !existsSync(folder)) throw new Error(`--also must be BROKER:FOLDER, got ${text}`);
    return { broker, folder };
  });
  return [...installed, ...further].filter(({ broker }) => only.length === 0 || only.includes(broker));
}

/**
 * An experiment on all brokers before the next one, so that brokers are measured minutes and not hours apart, each experiment beginning one broker later. Reversed for a second pass:
 * what the machine's drift did for a pair in the first it does against it in the second.
 */
export function orderTurns(
  candidates: readonly Candidate[],
  experiments: readonly ExperimentName[],
  isReversed: boolean,
): readonly Turn[] {
  const turns = experiments.flatMap((experiment, at) => {
    const from = candidates.length === 0 ? 0 : at % candidates.length;
    const rotated = [...candidates.slice(from), ...candidates.slice(0, from)];
    return (isReversed ? rotated.toReversed() : rotated).map((candidate) => ({ experiment, candidate }));
  });
  return turns;
}

export function nameOfCandidate({ broker, folder }: Candidate): string {
  return folder === null ? broker : `${broker} of ${folder}`;
}
