/** Clients of all shards together: planned, connected, failed and dropped by cause. Pure. */
import type { Trial } from "../../result/schema.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { fleetSize } from "../../scenario/fleet.ts";
import { tellOwnFaults } from "./faults/own-faults.ts";
import type { OwnFaults } from "./faults/own-faults.ts";
import type { ClientCounts, ShardReport } from "../messages.ts";

export interface Clients {
  readonly sensors: Trial["sensors"];
  readonly subscribers: Trial["subscribers"];
  readonly planned: number;
  /** null: a worker told no report, and of its clients nothing is known. */
  readonly connected: number | null;
  readonly failed: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
}

type Observed = OwnFaults & {
  readonly reports: readonly Pick<ShardReport, "sensors" | "subscribers">[];
  /** Workers that told no report. */
  readonly missing: number;
};

/** What the trial itself ended is told as that. */
export function countClients(scenario: Scenario, observed: Observed): Clients {
  const { reports, missing } = observed;
  const fleet = fleetSize(scenario);
  const count = (planned: number, parts: readonly ClientCounts[], isSensor: boolean): Trial["sensors"] => ({
    planned,
    connected: missing > 0 ? null : parts.reduce((sum, { connected }) => sum + connected, 0),
    failed: addCounts(parts.map(({ failed }) => failed)),
    dropped: tellOwnFaults(addCounts(parts.map(({ dropped }) => dropped)), isSensor, observed),
  });
  const sensors = count(
    fleet.sensors,
    reports.map((report) => report.sensors),
    true,
  );
  const subscribers = count(
    fleet.subscribers,
    reports.map((report) => report.subscribers),
    false,
  );
  return {
    sensors,
    subscribers,
    planned: sensors.planned + subscribers.planned,
    connected: addConnected({ sensors, subscribers }),
    failed: addCounts([sensors.failed, subscribers.failed]),
    dropped: addCounts([sensors.dropped, subscribers.dropped]),
  };
}

/** null where either is not known. */
export function addConnected({ sensors, subscribers }: Pick<Trial, "sensors" | "subscribers">): number | null {
  return sensors.connected === null || subscribers.connected === null
    ? null
    : sensors.connected + subscribers.connected;
}

export function addCounts(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const part of parts) for (const [key, count] of Object.entries(part)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}
