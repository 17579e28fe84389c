/** The messages that a client has under way, by the specification (4.3): each has a packet identifier until its exchange has ended. */
import type { StepClient } from "../../mqtt/client/step-client.ts";
import type { Qos, StepPacket } from "../../mqtt/client/step-packets.ts";

export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly isRetained: boolean;
}

const largestPacketId = 65_000;

export class Outbox {
  /** QoS 2 messages answered as QoS 1. */
  downgraded = 0;
  readonly #client: StepClient;
  /** Messages in flight by packet identifier. */
  readonly #inflight = new Map<number, Qos>();
  #nextPacketId = 1;
  #tellEmpty: () => void = () => undefined;

  constructor(client: StepClient) {
    this.#client = client;
  }

  get inflight(): number {
    return this.#inflight.size;
  }

  /** When nothing is in flight: at once, or once the last has ended. */
  async emptied(): Promise<void> {
    if (this.#inflight.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#tellEmpty = resolve;
    });
  }

  publish({ topic, payload, qos, isRetained }: Message): void {
    const packetId = qos === 0 ? 0 : this.#take(qos);
    this.#client.publish({ topic, payload, qos, packetId, isDuplicate: false, isRetained });
  }

  receive(packet: StepPacket): void {
    switch (packet.type) {
      case "PUBACK":
        if (this.#inflight.get(packet.packetId) === 2) this.downgraded += 1;
        return this.#end(packet.packetId);
      case "PUBCOMP":
        return this.#end(packet.packetId);
      case "PUBREC":
        // 5.0, section 4.3.3: a PUBREC of 0x80 or above ends the exchange.
        if (packet.reason >= 0x80) this.#end(packet.packetId);
        else this.#client.answer("PUBREL", packet.packetId);
        return;
      default:
    }
  }

  #end(packetId: number): void {
    this.#inflight.delete(packetId);
    if (this.#inflight.size === 0) this.#tellEmpty();
  }

  #take(qos: Qos): number {
    while (this.#inflight.has(this.#nextPacketId)) this.#advance();
    const packetId = this.#nextPacketId;
    this.#advance();
    this.#inflight.set(packetId, qos);
    return packetId;
  }

  #advance(): void {
    this.#nextPacketId = (this.#nextPacketId % largestPacketId) + 1;
  }
}
