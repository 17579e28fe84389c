/** What one receiver saw of each sensor, by the sensor's number: as it is told when a trial is over. */
import type { SeenCounts } from "../../messages.ts";

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

  /** The highest sequence number; -1: nothing was seen of it. */
  highestOf(sensor: number): number {
    return this.#counts.highest[this.#placeOf.get(sensor) ?? -1] ?? -1;
  }

  has(sensor: number, sequence: number): boolean {
    return (this.wordOf(sensor, sequence >>> 5) & (1 << (sequence & 31))) !== 0;
  }

  /** One bit a sequence number, of the 32 from 32 × `word` on. */
  wordOf(sensor: number, word: number): number {
    const place = this.#placeOf.get(sensor) ?? -1;
    const { words, firstWord } = this.#counts;
    const last = (this.#counts.highest[place] ?? -1) - word * 32;
    if (last < 0) return 0;
    const [from = 0, to = 0] = firstWord.subarray(place, place + 2);
    if (from < to) return words[from + word] ?? 0;
    // None below the highest is missing.
    return last >= 31 ? allOfWord : 2 ** (last + 1) - 1;
  }
}

const allOfWord = 0xffff_ffff;
