/** Answers that a client keeps back on request, oldest first: the broker waits with its half of the exchange. */
import { packetType } from "../wire/packet-types.ts";

/** What may be kept back: the sender's PUBREL, or one of the receiver's answers. */
export type WithheldPacket = "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP";

export class Withheld {
  readonly type: number;
  #packetIds: number[] = [];
  #first = 0;

  constructor(packet: WithheldPacket) {
    this.type = packetType[packet];
  }

  get count(): number {
    return this.#packetIds.length - this.#first;
  }

  /** Whether it keeps back this answer. */
  keeps(type: number, packetId: number): boolean {
    if (type !== this.type) return false;
    this.#packetIds.push(packetId);
    return true;
  }

  /** Hands over those that have waited longest, at most so many. */
  release(count: number, answer: (packetId: number) => void): void {
    for (let released = 0; released < count; released += 1) {
      const oldest = this.#packetIds[this.#first];
      if (oldest === undefined) return;
      this.#first += 1;
      if (this.#first === this.#packetIds.length) this.clear();
      answer(oldest);
    }
  }

  clear(): void {
    this.#packetIds = [];
    this.#first = 0;
  }
}
