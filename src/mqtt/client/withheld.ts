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

  add(packetId: number): void {
    this.#packetIds.push(packetId);
  }

  /** The packet identifier that has waited longest; undefined when none waits. */
  take(): number | undefined {
    const oldest = this.#packetIds[this.#first];
    if (oldest === undefined) return undefined;
    this.#first += 1;
    if (this.#first === this.#packetIds.length) this.clear();
    return oldest;
  }

  clear(): void {
    this.#packetIds = [];
    this.#first = 0;
  }
}
