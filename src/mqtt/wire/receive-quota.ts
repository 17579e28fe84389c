/** The messages at QoS 1 and 2 that the broker may have on their way to us and unacknowledged: our Receive Maximum (5.0, section 4.9). */

/** What a broker sent beyond it. */
export interface BeyondQuota {
  /** Deliveries that were one too many when they came. */
  messages: number;
  /** At once, at most: unacknowledged ones, with the one that came. */
  most: number;
}

export class ReceiveQuota {
  readonly #maximum: number;
  readonly #beyond: BeyondQuota;
  #unanswered = 0;
  /** Answered in this read: the broker cannot have known when it sent the rest of it. */
  #answered = 0;
  #read = 0;

  /** `beyond`: where what exceeds it is counted. */
  constructor(maximum: number, beyond: BeyondQuota) {
    this.#maximum = maximum;
    this.#beyond = beyond;
  }

  /** A new connection: the quota is whole. */
  clear(): void {
    this.#unanswered = 0;
    this.#answered = 0;
  }

  /** A PUBLISH at QoS 1 or 2 came, in the n-th read. */
  take(read: number): void {
    if (read !== this.#read) {
      this.#unanswered = Math.max(0, this.#unanswered - this.#answered);
      this.#answered = 0;
      this.#read = read;
    }
    this.#unanswered += 1;
    countUnanswered(this.#unanswered, this.#maximum, this.#beyond);
  }

  /** PUBACK or PUBCOMP is about to leave. */
  giveBack(): void {
    this.#answered += 1;
  }
}

/** Counts a delivery with which so many are unacknowledged, where that is beyond the maximum. */
export function countUnanswered(unanswered: number, maximum: number, beyond: BeyondQuota): void {
  if (unanswered <= maximum) return;
  beyond.messages += 1;
  beyond.most = Math.max(beyond.most, unanswered);
}
