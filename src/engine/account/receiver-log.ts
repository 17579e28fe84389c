/** What one receiver saw of each sensor, by the sensor's number: as it is told when a trial is over. */
import { wasSeen } from "../shard/delivery-log.ts";
import type { SeenCounts } from "../shard/delivery-log.ts";
import type { ShardReport } from "../messages.ts";

export class ReceiverLog {
  readonly #counts: SeenCounts;
  readonly #placeOf: ReadonlyMap<number, number>;

  constructor(counts: SeenCounts) {
    this.#counts = counts;
    this.#placeOf = new Map(Array.from(counts.sensors, (sensor, place) => [sensor, place]));
  }

  /** Distinct messages of measure. */
  measuredOf(sensor: number): number {
    return this.#counts.measured[this.#placeOf.get(sensor) ?? -1] ?? 0;
  }

  has(sensor: number, sequence: number): boolean {
    const place = this.#placeOf.get(sensor);
    return place !== undefined && wasSeen(this.#counts, place, sequence);
  }
}

/** By client; a receiver that nothing came to may have none. */
export function receiverLogs(reports: readonly Pick<ShardReport, "seen">[]): ReadonlyMap<number, ReceiverLog> {
  return new Map(
    reports.flatMap(({ seen }) => seen.map(({ receiver, counts }) => [receiver, new ReceiverLog(counts)])),
  );
}
