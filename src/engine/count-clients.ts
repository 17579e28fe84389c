/** Clients of all shards together: planned, connected, failed and dropped by cause. Pure. */
import type { Trial } from "../result/schema.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { fleetSize } from "../scenario/fleet.ts";
import { tellOwnFaults } from "./own-faults.ts";
import type { OwnFaults } from "./own-faults.ts";
import type { ClientCounts, ShardReport } from "./worker-messages.ts";

export interface Clients {
  readonly sensors: Trial["sensors"];
  readonly subscribers: Trial["subscribers"];
  readonly planned: number;
  readonly connected: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly dropped: Readonly<Record<string, number>>;
}

/** `faults`: what the trial itself ended is told as that. */
export function countClients(scenario: Scenario, reports: readonly ShardReport[], faults: OwnFaults): Clients {
  const fleet = fleetSize(scenario);
  const count = (planned: number, parts: readonly ClientCounts[], isSensor: boolean): Trial["sensors"] => ({
    planned,
    connected: parts.reduce((sum, { connected }) => sum + connected, 0),
    failed: addCounts(parts.map(({ failed }) => failed)),
    dropped: tellOwnFaults(addCounts(parts.map(({ dropped }) => dropped)), isSensor, faults),
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
    connected: sensors.connected + subscribers.connected,
    failed: addCounts([sensors.failed, subscribers.failed]),
    dropped: addCounts([sensors.dropped, subscribers.dropped]),
  };
}

export function addCounts(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const part of parts) for (const [key, count] of Object.entries(part)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}
