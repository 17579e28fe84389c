/** Which messages of which sensors one receiver has seen: delivered, duplicate or reordered, exactly. */
import type { SeenCounts } from "../../messages.ts";

export const arrival = { first: 0, reordered: 1, duplicate: 2 } as const;
export type Arrival = (typeof arrival)[keyof typeof arrival];

interface Seen {
  /** One bit a sequence number. */
  bits: Uint32Array;
  highest: number;
  /** Distinct messages of measure. */
  measured: number;
}

const wordsAtFirst = 2;

export class DeliveryLog {
  readonly #bySensor = new Map<number, Seen>();

  add(sensor: number, sequence: number, isMeasured: boolean): Arrival {
    const seen = this.#of(sensor);
    const word = sequence >>> 5;
    if (word >= seen.bits.length) seen.bits = grown(seen.bits, word);
    const bit = 1 << (sequence & 31);
    const before = seen.bits[word] ?? 0;
    if ((before & bit) !== 0) return arrival.duplicate;
    seen.bits[word] = before | bit;
    if (isMeasured) seen.measured += 1;
    if (sequence < seen.highest) return arrival.reordered;
    seen.highest = sequence;
    return arrival.first;
  }

  counts(): SeenCounts {
    const entries = [...this.#bySensor];
    const gaps = entries.map(([, seen]) => (hasGap(seen) ? seen.bits : new Uint32Array(0)));
    const words = new Uint32Array(gaps.reduce((sum, { length }) => sum + length, 0));
    const firstWord = new Uint32Array(gaps.length + 1);
    for (const [index, bits] of gaps.entries()) {
      const from = firstWord[index] ?? 0;
      words.set(bits, from);
      firstWord[index + 1] = from + bits.length;
    }
    return {
      sensors: Int32Array.from(entries, ([sensor]) => sensor),
      highest: Int32Array.from(entries, ([, { highest }]) => highest),
      words,
      firstWord,
      measured: Uint32Array.from(entries, ([, seen]) => seen.measured),
    };
  }

  #of(sensor: number): Seen {
    const known = this.#bySensor.get(sensor);
    if (known !== undefined) return known;
    const seen = { bits: new Uint32Array(wordsAtFirst), highest: -1, measured: 0 };
    this.#bySensor.set(sensor, seen);
    return seen;
  }
}

function hasGap({ bits, highest }: Seen): boolean {
  const whole = (highest + 1) >>> 5;
  for (let word = 0; word < whole; word += 1) if (bits[word] !== 0xffffffff) return true;
  const last = (highest + 1) & 31;
  return last > 0 && bits[whole] !== 2 ** last - 1;
}

function grown(bits: Uint32Array, word: number): Uint32Array {
  const larger = new Uint32Array(Math.max(bits.length * 2, word + 1));
  larger.set(bits);
  return larger;
}
