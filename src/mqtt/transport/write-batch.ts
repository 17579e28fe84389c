/**
 * What one connection writes with one `write`: the answers of a read and the messages that they let go, or the messages of a turn.
 * One for all connections of a thread: filling it is synchronous.
 */
import { acknowledgementBytes, writeAcknowledgement } from "../wire/codec.ts";
import type { Transport } from "./transport.ts";

const capacity = 16_384;
/** An acknowledgement is the shortest packet of a batch: a PUBLISH has 5 bytes (section 3.3). */
const mostPackets = capacity / acknowledgementBytes;

export class WriteBatch {
  length = 0;
  /** Slots whose PUBREL is in the batch. */
  readonly releasing = new Int32Array(mostPackets);
  releasingCount = 0;
  /** The messages in the batch: slot (below 0 at QoS 0), account, intended time. */
  readonly slots = new Int32Array(mostPackets);
  readonly accounts = new Uint16Array(mostPackets);
  readonly intendedNs = new Float64Array(mostPackets);
  messageCount = 0;
  #buffer = new Uint8Array(capacity);

  hasRoomFor(bytes: number): boolean {
    return this.length + bytes <= capacity;
  }

  addAcknowledgement(type: number, packetId: number): void {
    this.length = writeAcknowledgement(this.#buffer, this.length, type, packetId);
  }

  addPubrel(type: number, packetId: number, slot: number): void {
    this.addAcknowledgement(type, packetId);
    this.releasing[this.releasingCount] = slot;
    this.releasingCount += 1;
  }

  addMessage(packet: Uint8Array, slot: number, account: number, intendedNs: number): void {
    this.#buffer.set(packet, this.length);
    this.length += packet.length;
    this.slots[this.messageCount] = slot;
    this.accounts[this.messageCount] = account;
    this.intendedNs[this.messageCount] = intendedNs;
    this.messageCount += 1;
  }

  /** Writes it; what was in it can be told until `clear`. */
  writeTo(transport: Transport): void {
    const isTaken = transport.write(this.#buffer, this.length);
    if (!isTaken) this.#buffer = new Uint8Array(capacity);
  }

  clear(): void {
    this.length = 0;
    this.releasingCount = 0;
    this.messageCount = 0;
  }
}
