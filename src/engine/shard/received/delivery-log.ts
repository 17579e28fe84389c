/** Which messages of which sensors one receiver has seen: delivered, duplicate or reordered, exactly; 16 bytes a sensor, while none is missing. */
import type { SeenCounts } from "../../messages.ts";

export const arrival = { first: 0, reordered: 1, duplicate: 2 } as const;
export type Arrival = (typeof arrival)[keyof typeof arrival];

const allOfWord = 0xffff_ffff;
const placesAtFirst = 16;

export class DeliveryLog {
  /** A sensor's place in the columns: in the order in which they were first heard of. */
  readonly #places = new Map<number, number>();
  #highest = new Int32Array(placesAtFirst);
  /** Distinct messages of measure. */
  #measured: Uint32Array = new Uint32Array(placesAtFirst);
  /** How many words of 32 sequence numbers were seen whole, from the first one on. */
  #whole: Uint32Array = new Uint32Array(placesAtFirst);
  /** One bit a sequence number of the word after those. */
  #word: Uint32Array = new Uint32Array(placesAtFirst);
  /** The words after that one, by place: where something came too early, or will never come. */
  readonly #beyond = new Map<number, Uint32Array>();

  add(sensor: number, sequence: number, isMeasured: boolean): Arrival {
    const place = this.#places.get(sensor) ?? this.#newPlace(sensor);
    if (!this.#mark(place, sequence)) return arrival.duplicate;
    if (isMeasured) this.#measured[place] = (this.#measured[place] ?? 0) + 1;
    if (sequence < (this.#highest[place] ?? -1)) return arrival.reordered;
    this.#highest[place] = sequence;
    return arrival.first;
  }

  counts(): SeenCounts {
    const count = this.#places.size;
    const gaps = Array.from({ length: count }, (_, place) => this.#wordsWithGap(place));
    const words = new Uint32Array(gaps.reduce((sum, { length }) => sum + length, 0));
    const firstWord = new Uint32Array(count + 1);
    for (const [place, own] of gaps.entries()) {
      const from = firstWord[place] ?? 0;
      words.set(own, from);
      firstWord[place + 1] = from + own.length;
    }
    return {
      sensors: Int32Array.from(this.#places.keys()),
      highest: this.#highest.slice(0, count),
      words,
      firstWord,
      measured: this.#measured.slice(0, count),
    };
  }

  /** False: it was marked before. */
  #mark(place: number, sequence: number): boolean {
    const ahead = (sequence >>> 5) - (this.#whole[place] ?? 0);
    const bit = 1 << (sequence & 31);
    if (ahead < 0) return false;
    if (ahead > 0) return this.#markBeyond(place, ahead - 1, bit);
    const before = this.#word[place] ?? 0;
    if ((before & bit) !== 0) return false;
    this.#word[place] = before | bit;
    if (this.#word[place] === allOfWord) this.#advance(place);
    return true;
  }

  #markBeyond(place: number, word: number, bit: number): boolean {
    let words = this.#beyond.get(place) ?? new Uint32Array(1);
    if (word >= words.length) words = copied(words, Math.max(words.length * 2, word + 1));
    this.#beyond.set(place, words);
    const before = words[word] ?? 0;
    words[word] = before | bit;
    return (before & bit) === 0;
  }

  /** The word is whole: the next one takes its place, and so on. */
  #advance(place: number): void {
    const words = this.#beyond.get(place) ?? new Uint32Array(0);
    const taken = words.findIndex((word) => word !== allOfWord);
    const upTo = taken === -1 ? words.length : taken;
    this.#whole[place] = (this.#whole[place] ?? 0) + 1 + upTo;
    this.#word[place] = words[upTo] ?? 0;
    const rest = words.slice(upTo + 1);
    if (rest.some((word) => word !== 0)) this.#beyond.set(place, rest);
    else this.#beyond.delete(place);
  }

  /** Empty where all up to the highest was seen. */
  #wordsWithGap(place: number): Uint32Array {
    const word = this.#word[place] ?? 0;
    const beyond = this.#beyond.get(place);
    // The lowest bits and no other: one more has none of them.
    if (beyond === undefined && (word & (word + 1)) === 0) return new Uint32Array(0);
    const whole = this.#whole[place] ?? 0;
    const words = new Uint32Array(whole + 1 + (beyond?.length ?? 0)).fill(allOfWord, 0, whole);
    words[whole] = word;
    if (beyond !== undefined) words.set(beyond, whole + 1);
    return words;
  }

  #newPlace(sensor: number): number {
    const place = this.#places.size;
    this.#places.set(sensor, place);
    if (place === this.#highest.length) {
      const length = place * 2;
      const highest = new Int32Array(length);
      highest.set(this.#highest);
      this.#highest = highest;
      this.#measured = copied(this.#measured, length);
      this.#whole = copied(this.#whole, length);
      this.#word = copied(this.#word, length);
    }
    this.#highest[place] = -1;
    return place;
  }
}

function copied(words: Uint32Array, length: number): Uint32Array {
  const larger = new Uint32Array(length);
  larger.set(words);
  return larger;
}
