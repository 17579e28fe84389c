/** The receiver's half of a session, by the specification (4.3): answers each PUBLISH, and hands a QoS 2 message over once. */
import type { StepClient } from "../../mqtt/client/step-client.ts";
import type { Acknowledgement, ReceivedPublish, StepPacket } from "../../mqtt/client/step-packets.ts";

export interface ReceiverOptions {
  readonly client: StepClient;
  readonly onDelivery: (publish: ReceivedPublish, atNs: number) => void;
  /** Asked before each answer; false: it stays unsent. */
  readonly mayAnswer?: (type: Acknowledgement, packetId: number) => boolean;
}

export class Receiver {
  /** QoS 2 identifiers received and not released: they outlive a connection. */
  readonly #unreleased = new Set<number>();
  readonly #options: ReceiverOptions;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /** QoS 2 exchanges that have not ended. */
  get unreleased(): number {
    return this.#unreleased.size;
  }

  receive(packet: StepPacket, atNs: number): void {
    if (packet.type === "PUBLISH") this.#onPublish(packet, atNs);
    else if (packet.type === "PUBREL") {
      this.#unreleased.delete(packet.packetId);
      this.#answer("PUBCOMP", packet.packetId);
    }
  }

  /** The broker kept no session: neither does the client (5.0, section 3.2.2.1.1). */
  forget(): void {
    this.#unreleased.clear();
  }

  #onPublish(publish: ReceivedPublish, atNs: number): void {
    const { qos, packetId } = publish;
    if (qos === 2) {
      // 4.3.3: the same identifier before its PUBREL is the same message.
      if (!this.#unreleased.has(packetId)) this.#options.onDelivery(publish, atNs);
      this.#unreleased.add(packetId);
      this.#answer("PUBREC", packetId);
      return;
    }
    this.#options.onDelivery(publish, atNs);
    if (qos === 1) this.#answer("PUBACK", packetId);
  }

  #answer(type: Acknowledgement, packetId: number): void {
    if (this.#options.mayAnswer?.(type, packetId) ?? true) this.#options.client.answer(type, packetId);
  }
}
