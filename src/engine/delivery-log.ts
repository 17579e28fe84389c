/** Which messages of which sensors one receiver has seen: delivered, duplicate or reordered, exactly. */

export const arrival = { first: 0, reordered: 1, duplicate: 2 } as const;
export type Arrival = (typeof arrival)[keyof typeof arrival];

interface Seen {
  /** One bit a sequence number. */
  bits: Uint32Array;
  highest: number;
  /** Distinct messages of measure. */
  measured: number;
}

/** What a receiver saw of each sensor, for the join with what was sent. */
export interface SeenCounts {
  readonly sensors: Int32Array;
  /** Distinct messages of measure. */
  readonly measured: Uint32Array;
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
    return {
      sensors: Int32Array.from(entries, ([sensor]) => sensor),
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

function grown(bits: Uint32Array, word: number): Uint32Array {
  const larger = new Uint32Array(Math.max(bits.length * 2, word + 1));
  larger.set(bits);
  return larger;
}
