/** One direction of one connection: when what enters may leave. Pure: the caller owns the clock and the waiting. */
import type { LinkSettings } from "./link-settings.ts";

interface Waiting<T> {
  readonly item: T;
  readonly bytes: number;
  readonly dueNs: number;
}

export class Lane<T> {
  /** Entered and not yet taken. */
  queuedBytes = 0;
  readonly #settings: LinkSettings;
  readonly #random: () => number;
  readonly #queue: Waiting<T>[] = [];
  #first = 0;
  /** When the last byte before has left the sender: the bandwidth is one pipe. */
  #freeNs = 0;
  #lastDueNs = 0;

  /** `random`: uniform in [0, 1), for the jitter. */
  constructor(settings: LinkSettings, random: () => number) {
    this.#settings = settings;
    this.#random = random;
  }

  admit(item: T, bytes: number, nowNs: number): void {
    const { delayNs, jitterNs, bytesPerSecond } = this.#settings;
    this.#freeNs = Math.max(this.#freeNs, nowNs) + (bytesPerSecond === null ? 0 : (bytes / bytesPerSecond) * 1e9);
    const spread = jitterNs === 0 ? 0 : (2 * this.#random() - 1) * jitterNs;
    // TCP keeps the order: what was sent later never arrives earlier.
    this.#lastDueNs = Math.max(this.#lastDueNs, this.#freeNs + Math.max(0, delayNs + spread));
    this.#queue.push({ item, bytes, dueNs: this.#lastDueNs });
    this.queuedBytes += bytes;
  }

  /** When the next item may leave; infinite when there is none. */
  get dueNs(): number {
    return this.#queue[this.#first]?.dueNs ?? Number.POSITIVE_INFINITY;
  }

  /** The next item, whose time has come. */
  take(): T | undefined {
    const next = this.#queue[this.#first];
    if (next === undefined) return undefined;
    this.#first += 1;
    if (this.#first === this.#queue.length) {
      this.#queue.length = 0;
      this.#first = 0;
    } else if (this.#first >= 64 && 2 * this.#first > this.#queue.length) {
      this.#queue.splice(0, this.#first);
      this.#first = 0;
    }
    this.queuedBytes -= next.bytes;
    return next.item;
  }

  /** Forgets what has not been taken. */
  clear(): void {
    this.#queue.length = 0;
    this.#first = 0;
    this.queuedBytes = 0;
  }
}
