/** The sender's half of a session, by the specification (4.3), on a client that is driven step by step: sends messages and sees each to its end. */
import type { StepClient } from "../../mqtt/client/step-client.ts";
import type { Qos, StepPacket } from "../../mqtt/client/step-packets.ts";
import type { Bench } from "./bench.ts";

/** What a broker does that ends no message of QoS 1 or 2. */
export const notAnswered = "did not answer";

export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly isRetained: boolean;
}

/** Most messages in flight. */
const window = 100;
const largestPacketId = 65_000;

export class Sender {
  readonly client: StepClient;
  readonly #bench: Bench;
  /** Messages in flight by packet identifier. */
  readonly #inflight = new Map<number, Qos>();
  #nextPacketId = 1;
  /** QoS 2 messages answered as QoS 1. */
  #downgraded = 0;

  constructor(bench: Bench, client: StepClient) {
    this.#bench = bench;
    this.client = client;
    client.onPacket = (packet) => this.#receive(packet);
  }

  /** undefined when each message came to its end; else in words what the broker did instead. */
  async send(
    messages: readonly Message[],
    timeoutNs = this.#bench.scenario.connect.timeoutNs,
  ): Promise<string | undefined> {
    const before = this.#downgraded;
    for (const { topic, payload, qos, isRetained } of messages) {
      await this.#bench.until(() => this.#inflight.size < window || !this.client.isOpen, timeoutNs);
      const packetId = qos === 0 ? 0 : this.#take(qos);
      this.client.publish({ topic, payload, qos, packetId, isDuplicate: false, isRetained });
    }
    await this.#bench.until(() => this.#inflight.size === 0 || !this.client.isOpen, timeoutNs);
    if (!this.client.isOpen) return "closed the connection";
    if (this.#downgraded > before) return "answered QoS 2 with PUBACK";
    return this.#inflight.size === 0 ? undefined : notAnswered;
  }

  #take(qos: Qos): number {
    const packetId = this.#nextPacketId;
    this.#nextPacketId = packetId === largestPacketId ? 1 : packetId + 1;
    this.#inflight.set(packetId, qos);
    return packetId;
  }

  #receive(packet: StepPacket): void {
    switch (packet.type) {
      case "PUBACK":
        if (this.#inflight.get(packet.packetId) === 2) this.#downgraded += 1;
        this.#inflight.delete(packet.packetId);
        return;
      case "PUBCOMP":
        this.#inflight.delete(packet.packetId);
        return;
      case "PUBREC":
        // 5.0, section 4.3.3: a PUBREC of 0x80 or above ends the exchange.
        if (packet.reason >= 0x80) this.#inflight.delete(packet.packetId);
        else this.client.answer("PUBREL", packet.packetId);
        return;
      default:
    }
  }
}
