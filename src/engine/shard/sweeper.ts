/** Looks after the clients of a shard some ten times a second, and touches only those with something to do: keepalive, connect timeout. */
import type { MqttClient } from "../../mqtt/client/client.ts";

export class Sweeper {
  readonly #clients: readonly Pick<MqttClient, "sweep">[];
  /** When each client's next look is due, beside one another: looking at 10,000 clients costs more than all else at a few messages a millisecond. */
  readonly #dueNs: Float64Array;

  constructor(clients: readonly Pick<MqttClient, "sweep">[]) {
    this.#clients = clients;
    this.#dueNs = new Float64Array(clients.length);
  }

  sweep(nowNs: number): void {
    const dueNs = this.#dueNs;
    for (let index = 0; index < dueNs.length; index += 1) {
      if ((dueNs[index] ?? 0) <= nowNs) dueNs[index] = this.#clients[index]?.sweep(nowNs) ?? Number.POSITIVE_INFINITY;
    }
  }

  /** Its connection ended: what it said of its next time holds no longer. */
  closed(index: number): void {
    this.#dueNs[index] = 0;
  }
}
