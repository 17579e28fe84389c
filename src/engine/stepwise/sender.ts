/** Sends messages on a client that is driven step by step, and waits until each has come to its end. */
import type { StepClient } from "../../mqtt/client/step-client.ts";
import type { Bench } from "./bench.ts";
import { Outbox } from "./outbox.ts";
import type { Message } from "./outbox.ts";

/** What a broker does that ends no message of QoS 1 or 2. */
export const notAnswered = "did not answer";

/** Most messages in flight. */
const window = 100;

export class Sender {
  readonly client: StepClient;
  readonly #bench: Bench;
  readonly #outbox: Outbox;

  constructor(bench: Bench, client: StepClient) {
    this.#bench = bench;
    this.client = client;
    this.#outbox = new Outbox(client);
    client.onPacket = (packet) => this.#outbox.receive(packet);
  }

  /** undefined when each message came to its end; else in words what the broker did instead. */
  async send(
    messages: readonly Message[],
    timeoutNs = this.#bench.scenario.connect.timeoutNs,
  ): Promise<string | undefined> {
    const before = this.#outbox.downgraded;
    for (const message of messages) {
      await this.#bench.until(() => this.#outbox.inflight < window || !this.client.isOpen, timeoutNs);
      this.#outbox.publish(message);
    }
    await this.#bench.until(() => this.#outbox.inflight === 0 || !this.client.isOpen, timeoutNs);
    if (!this.client.isOpen) return "closed the connection";
    if (this.#outbox.downgraded > before) return "answered QoS 2 with PUBACK";
    return this.#outbox.inflight === 0 ? undefined : notAnswered;
  }
}
