/** The fleet whose cost reports reckon: what the file states of it, and otherwise what the sensors are on average. Pure. */
import type { SensorGroup, StatedFleet } from "./base.ts";
import { averagePayloadBytes } from "./planning/payload-lengths.ts";
import type { ScenarioFile } from "./schema.ts";

type Input = Pick<ScenarioFile, "fleet" | "keepalive" | "seed">;

/** null: neither the file nor the sensors' schedules say how often a device sends. */
export function statedFleet({ fleet, keepalive, seed }: Input, sensors: readonly SensorGroup[]): StatedFleet | null {
  const devices = sensors.reduce((sum, { count }) => sum + count, 0);
  const bytesOf = (group: number): number => averagePayloadBytes({ sensors, seed }, group);
  const timed = sensors.flatMap(({ count, schedule }, group) =>
    schedule.kind === "closed" ? [] : [{ rate: count / schedule.periodNs, bytes: bytesOf(group) }],
  );
  const rate = timed.reduce((sum, each) => sum + each.rate, 0);
  const isTimed = timed.length === sensors.length;
  const periodNs = fleet?.every ?? (isTimed ? devices / rate : undefined);
  if (periodNs === undefined) return null;
  const sizes = isTimed ? timed : sensors.map(({ count }, group) => ({ rate: count, bytes: bytesOf(group) }));
  const weight = sizes.reduce((sum, each) => sum + each.rate, 0);
  const payloadBytes = sizes.reduce((sum, each) => sum + each.rate * each.bytes, 0) / weight;
  return {
    devices: fleet?.devices ?? devices,
    periodNs: Math.round(periodNs),
    payloadBytes: fleet?.payload ?? Math.round(payloadBytes),
    keepaliveSeconds: Math.round((fleet?.keepalive ?? keepalive) / 1e9),
    ...(fleet?.cut !== undefined && { cutShare: fleet.cut }),
  };
}
