/** What one receiver saw of each sensor, by the sensor's number: as it is told when a trial is over. */
import type { SeenCounts, ShardReport } from "../messages.ts";

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

/** Logs by client; a receiver that nothing came to may have none. */
export function receiverLogs(reports: readonly Pick<ShardReport, "seen">[]): ReadonlyMap<number, ReceiverLog> {
  return new Map(
    reports.flatMap(({ seen }) => seen.map(({ receiver, counts }) => [receiver, new ReceiverLog(counts)])),
  );
}

/** Whether the sensor at that place of the list was seen to send it. */
function wasSeen({ highest, words, firstWord }: SeenCounts, place: number, sequence: number): boolean {
  if (sequence > (highest[place] ?? -1)) return false;
  const [from = 0, to = 0] = firstWord.subarray(place, place + 2);
  return from === to || ((words[from + (sequence >>> 5)] ?? 0) & (1 << (sequence & 31))) !== 0;
}
