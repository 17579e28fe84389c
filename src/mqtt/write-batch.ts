/** The acknowledgements of one read, answered in one write. One for all connections of a thread: reads are synchronous. */
import { acknowledgementBytes, writeAcknowledgement } from "./codec.ts";
import type { Transport } from "./transport.ts";

const capacity = 16_384;

export class ReplyBatch {
  length = 0;
  /** Slots whose PUBREL is in the batch. */
  readonly releasing = new Int32Array(capacity / acknowledgementBytes);
  releasingCount = 0;
  #buffer = new Uint8Array(capacity);

  get isFull(): boolean {
    return this.length === capacity;
  }

  add(type: number, packetId: number): void {
    this.length = writeAcknowledgement(this.#buffer, this.length, type, packetId);
  }

  addPubrel(type: number, packetId: number, slot: number): void {
    this.add(type, packetId);
    this.releasing[this.releasingCount] = slot;
    this.releasingCount += 1;
  }

  /** Writes and empties it. */
  writeTo(transport: Transport): void {
    const isTaken = transport.write(this.#buffer, this.length);
    if (!isTaken) this.#buffer = new Uint8Array(capacity);
    this.clear();
  }

  clear(): void {
    this.length = 0;
    this.releasingCount = 0;
  }
}
