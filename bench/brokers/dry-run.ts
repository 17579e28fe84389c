/** What a comparison would make and how long that takes, as text. Pure. */
import { formatDuration, formatTable } from "../../src/report/format.ts";
import { nameOfCandidate } from "./candidates.ts";
import type { Turn } from "./candidates.ts";
import { experimentNames } from "./experiments.ts";

export interface PlannedTurn {
  readonly turn: Turn;
  /** About. */
  readonly seconds: number;
  readonly isKept: boolean;
}

/** A row a broker: kept is what the folder holds already. */
export function dryRunText(planned: readonly PlannedTurn[], out: string): string {
  const experiments = experimentNames.filter((name) => planned.some(({ turn }) => turn.experiment === name));
  const brokers = [...new Set(planned.map(({ turn }) => nameOfCandidate(turn.candidate)))];
  const rows = brokers.map((broker) => {
    const own = planned.filter(({ turn }) => nameOfCandidate(turn.candidate) === broker);
    const cells = experiments.map((name) => {
      const found = own.find(({ turn }) => turn.experiment === name);
      return found === undefined || found.isKept ? "kept" : about(found.seconds);
    });
    return [broker, ...cells, about(leftOf(own))];
  });
  const order = planned
    .filter(({ isKept }) => !isKept)
    .map(({ turn }) => `${turn.experiment} of ${nameOfCandidate(turn.candidate)}`);
  return [
    `into ${out}: about ${about(leftOf(planned))} on a machine that has nothing else to do`,
    "",
    ...formatTable([["", ...experiments, "all"], ...rows]),
    "",
    order.length === 0 ? "nothing to make: the page alone is written anew" : `order: ${order.join(", ")}`,
    "",
  ].join("\n");
}

function leftOf(planned: readonly PlannedTurn[]): number {
  return planned.reduce((sum, { seconds, isKept }) => sum + (isKept ? 0 : seconds), 0);
}

function about(seconds: number): string {
  return formatDuration(Math.round(seconds) * 1e9);
}
