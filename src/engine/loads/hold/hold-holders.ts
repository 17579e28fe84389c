/** How a client of the hold load keeps its share at the broker, and lets go of it: by its answers, or by being away. */
import type { WithholdingClient } from "../../../mqtt/client/client.ts";
import type { WithheldPacket } from "../../../mqtt/client/withheld.ts";
import type { ShardClient } from "../../shard/make-clients.ts";

export interface Holder {
  /** How much of the level this client holds. */
  moveTo(share: number): void;
  /** Goes on as far as it can at this moment. */
  advance(): void;
  /** What is still to be done; 0: exactly its share stands. */
  readonly missing: number;
  /** What it keeps back by itself; the rest of its share waits in the broker's queue. */
  readonly held: number;
}

/** Keeps answers back, and gives the oldest of them when its share falls. */
export class WithholdingHolder implements Holder {
  readonly #client: WithholdingClient;
  readonly #packet: WithheldPacket;
  #share = 0;
  #toRelease = 0;

  constructor(client: WithholdingClient, packet: WithheldPacket) {
    this.#client = client;
    this.#packet = packet;
    client.withhold(packet);
  }

  get held(): number {
    return this.#client.withheld;
  }

  get missing(): number {
    return this.#toRelease + Math.abs(this.#share - this.held) + this.#unsettled;
  }

  moveTo(share: number): void {
    this.#toRelease += Math.max(0, this.#share - share);
    this.#share = share;
  }

  advance(): void {
    const now = Math.min(this.#toRelease, this.held);
    if (now === 0) return;
    this.#toRelease -= now;
    this.#client.release(now);
  }

  /** Exchanges that are at another step than the one withheld. */
  get #unsettled(): number {
    const { inflightOut, inflightIn } = this.#client;
    switch (this.#packet) {
      case "PUBREL":
        return Math.abs(inflightOut - this.held);
      case "PUBREC":
        return Math.abs(inflightIn - this.held);
      case "PUBACK":
      case "PUBCOMP":
        return inflightIn;
    }
  }
}

/** Is away while the broker queues its share; comes back to empty the queue, and leaves again. */
export class OfflineHolder implements Holder {
  readonly #entry: ShardClient;
  readonly held = 0;
  #share = 0;
  #toDrain = 0;
  #isLeaving = false;

  constructor(entry: ShardClient) {
    this.#entry = entry;
  }

  get missing(): number {
    return this.#toDrain + (this.#entry.isUp || !this.#entry.isAway ? 1 : 0);
  }

  moveTo(share: number): void {
    this.#toDrain += Math.max(0, this.#share - share);
    this.#share = share;
  }

  /** A message of its queue came. */
  arrived(): void {
    if (this.#toDrain > 0) this.#toDrain -= 1;
  }

  advance(): void {
    const { client, isUp, isAway } = this.#entry;
    if (this.#toDrain > 0 && isAway && !isUp) {
      this.#entry.isAway = false;
      this.#isLeaving = false;
      client.connect();
    } else if (this.#toDrain === 0 && isUp && client.inflightIn === 0 && !this.#isLeaving) {
      this.#isLeaving = true;
      this.#entry.isAway = true;
      client.disconnect(true);
    }
  }
}
