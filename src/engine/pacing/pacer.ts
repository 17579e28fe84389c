/** When each sensor's next message is due. Pure: the caller owns the clock and the waiting. */
import { nextState, uniformOf } from "../../seeded-random.ts";

/** Gives the messages of one group of a shard in the order they are due. */
export interface Pacer {
  /** When the next message is due, in ns since the trial began. */
  readonly dueNs: number;
  /** Whose it is: the sensor's place in the list given. */
  readonly place: number;
  advance(): void;
}

export interface PacerOptions {
  readonly startNs: number;
  readonly periodNs: number;
  /** Due times are whole steps of it from `startNs`. */
  readonly gridNs: number;
  /** Sensors in the whole group, over all shards. */
  readonly groupCount: number;
  /** The shard's sensors, by their number in the group from 0, ascending. */
  readonly sensors: readonly number[];
}

/** Sensor i of N sends at (i/N + k) periods: the group's messages are evenly spaced. */
export function evenPacer(options: PacerOptions): Pacer {
  return new RingPacer(options, (number) => number / options.groupCount);
}

/** All sensors send at once, each period. */
export function burstPacer(options: PacerOptions): Pacer {
  return new RingPacer(options, () => 0);
}

class RingPacer implements Pacer {
  dueNs = 0;
  place = 0;
  #cycle = 0;
  readonly #startNs: number;
  readonly #gridNs: number;
  readonly #periodUs: number;
  /** The offset of each sensor, in periods, ascending. */
  readonly #offsets: Float64Array;

  constructor(options: PacerOptions, offset: (numberInGroup: number) => number) {
    this.#startNs = options.startNs;
    this.#gridNs = options.gridNs;
    this.#periodUs = options.periodNs / 1000;
    this.#offsets = Float64Array.from(options.sensors, offset);
    this.#aim();
  }

  advance(): void {
    this.place += 1;
    if (this.place >= this.#offsets.length) {
      this.place = 0;
      this.#cycle += 1;
    }
    this.#aim();
  }

  #aim(): void {
    const offset = this.#offsets[this.place];
    // Rounded from the start each time, not added up: the schedule does not drift.
    this.dueNs =
      offset === undefined
        ? Number.POSITIVE_INFINITY
        : this.#startNs + onGrid(Math.round((offset + this.#cycle) * this.#periodUs) * 1000, this.#gridNs);
  }
}

/** Each sensor sends with independent exponential gaps of mean one period, the same for the same seed. */
export function poissonPacer(options: PacerOptions & { readonly seed: number }): Pacer {
  return new PoissonPacer(options);
}

class PoissonPacer implements Pacer {
  readonly #startNs: number;
  readonly #periodNs: number;
  readonly #gridNs: number;
  /** Exact next times after the start, unrounded, so that rounding does not add up. */
  readonly #next: Float64Array;
  /** The state of each sensor's random numbers. */
  readonly #random: Uint32Array;
  /** Places as a binary heap by their next time. */
  readonly #heap: Uint32Array;

  constructor(options: PacerOptions & { readonly seed: number }) {
    const count = options.sensors.length;
    this.#startNs = options.startNs;
    this.#periodNs = options.periodNs;
    this.#gridNs = options.gridNs;
    this.#random = Uint32Array.from(options.sensors, (number) => mix(options.seed, number));
    this.#next = new Float64Array(count);
    for (let place = 0; place < count; place += 1) this.#next[place] = this.#gapNs(place);
    this.#heap = Uint32Array.from(
      Array.from({ length: count }, (_, place) => place).toSorted((a, b) => this.#at(a) - this.#at(b)),
    );
  }

  get dueNs(): number {
    const first = this.#heap[0];
    return first === undefined ? Number.POSITIVE_INFINITY : this.#startNs + onGrid(this.#at(first), this.#gridNs);
  }

  get place(): number {
    return this.#heap[0] ?? 0;
  }

  advance(): void {
    const heap = this.#heap;
    const moving = heap[0] ?? 0;
    this.#next[moving] = this.#at(moving) + this.#gapNs(moving);
    const due = this.#at(moving);
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && this.#at(heap[right] ?? 0) < this.#at(heap[left] ?? 0) ? right : left;
      if (this.#at(heap[child] ?? 0) >= due) break;
      heap[at] = heap[child] ?? 0;
      at = child;
    }
    heap[at] = moving;
  }

  #at(place: number): number {
    return this.#next[place] ?? 0;
  }

  #gapNs(place: number): number {
    const state = nextState(this.#random[place] ?? 0);
    this.#random[place] = state;
    return -Math.log(1 - uniformOf(state)) * this.#periodNs;
  }
}

/** The beginning of the step that a time lies in: a message stays in its phase, where phases begin on the grid. */
function onGrid(offsetNs: number, gridNs: number): number {
  return Math.floor(offsetNs / gridNs) * gridNs;
}

/** A starting state that differs in every bit for neighbouring sensors. */
function mix(seed: number, number: number): number {
  let bits = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35);
  bits ^= bits >>> 16;
  bits = Math.imul(bits, 0x7feb352d);
  return (bits ^ (bits >>> 15)) >>> 0;
}
