/** Latencies of one interval, counted in HdrHistogram's buckets. Hot path: nothing is allocated a record. */

/** 3 significant digits: 2,048 sub-buckets, the upper half of which each further power of two adds. */
const halfCount = 1024;
const halfMagnitude = 10;
/** One hour. */
export const highestTrackableNs = 3.6e12;
export const slotCount = slotOf(highestTrackableNs) + 1;

export interface IntervalHistogram {
  /** Ascending, as `slotOf` numbers them. */
  readonly slots: Uint16Array;
  /** One for each slot. */
  readonly counts: Uint32Array;
  readonly count: number;
  /** Exact. */
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  /** How many were outside 0 … one hour and counted at that edge. */
  readonly clamped: number;
}

/** The bucket of a value, 0 … one hour in ns: HdrHistogram's counts array index at lowest 1, 3 digits. */
export function slotOf(ns: number): number {
  if (ns < 4_294_967_296) {
    const value = ns >>> 0;
    const bucket = 31 - Math.clz32(value | (2 * halfCount - 1)) - halfMagnitude;
    return bucket * halfCount + (value >>> bucket);
  }
  const high = Math.floor(ns / 4_294_967_296);
  const bucket = 63 - Math.clz32(high) - halfMagnitude;
  return bucket * halfCount + Math.floor(ns / 2 ** bucket);
}

/** The lowest value of a bucket, and the width of the bucket. */
export function slotRange(slot: number): { readonly from: number; readonly width: number } {
  const bucket = Math.max(0, Math.floor(slot / halfCount) - 1);
  return { from: (slot - bucket * halfCount) * 2 ** bucket, width: 2 ** bucket };
}

/** What a bucket's values are taken for. */
export function slotMiddle(slot: number): number {
  const { from, width } = slotRange(slot);
  return from + (width - 1) / 2;
}

export class IntervalCounts {
  count = 0;
  #counts: Uint32Array | undefined;
  #lowest = slotCount;
  #highest = -1;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;
  #sum = 0;
  #clamped = 0;

  /** Nanoseconds; below 0 counts as 0, above one hour as one hour. */
  record(ns: number): void {
    let value = ns;
    if (!(value >= 0 && value <= highestTrackableNs)) {
      if (Number.isNaN(value)) throw new RangeError("a latency that is not a number");
      value = value < 0 ? 0 : highestTrackableNs;
      this.#clamped += 1;
    }
    const counts = (this.#counts ??= new Uint32Array(slotCount));
    const slot = slotOf(value);
    counts[slot] = (counts[slot] ?? 0) + 1;
    if (slot < this.#lowest) this.#lowest = slot;
    if (slot > this.#highest) this.#highest = slot;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#sum += value;
    this.count += 1;
  }

  /** Hands over the interval and begins the next. */
  take(): IntervalHistogram {
    const interval = {
      ...this.#takeCounts(),
      count: this.count,
      min: this.count === 0 ? 0 : this.#min,
      max: this.#max,
      sum: this.#sum,
      clamped: this.#clamped,
    };
    this.#lowest = slotCount;
    this.#highest = -1;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = 0;
    this.#sum = 0;
    this.#clamped = 0;
    this.count = 0;
    return interval;
  }

  /** The sending thread waits for this: two passes over the range that was used, and no list that grows. */
  #takeCounts(): Pick<IntervalHistogram, "slots" | "counts"> {
    const all = this.#counts ?? new Uint32Array(0);
    let used = 0;
    for (let slot = this.#lowest; slot <= this.#highest; slot += 1) if (all[slot] !== 0) used += 1;
    const slots = new Uint16Array(used);
    const counts = new Uint32Array(used);
    let at = 0;
    for (let slot = this.#lowest; at < used; slot += 1) {
      const count = all[slot] ?? 0;
      if (count === 0) continue;
      slots[at] = slot;
      counts[at] = count;
      all[slot] = 0;
      at += 1;
    }
    return { slots, counts };
  }
}
