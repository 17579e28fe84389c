/** Looks after keepalive and timeouts of all clients of a shard: at each only when something is due, not at all of them ten times a second. */

interface Swept {
  sweep(nowNs: number): number;
}

/** A client that connects again has something due that it did not tell: none is left alone for longer. */
const longestNs = 1e9;

export class Sweeper {
  readonly #clients: readonly Swept[];
  readonly #dueNs: Float64Array;
  readonly #longestNs: number;

  constructor(
    clients: readonly Swept[],
    { keepaliveNs, connectTimeoutNs }: { readonly keepaliveNs: number; readonly connectTimeoutNs: number },
  ) {
    this.#clients = clients;
    this.#dueNs = new Float64Array(clients.length);
    // The first ping of a connection is due after half a keepalive at the earliest.
    this.#longestNs = Math.min(longestNs, keepaliveNs / 4, connectTimeoutNs / 4);
  }

  sweep(nowNs: number): void {
    const dueNs = this.#dueNs;
    for (let index = 0; index < dueNs.length; index += 1) {
      if ((dueNs[index] ?? 0) > nowNs) continue;
      const next = this.#clients[index]?.sweep(nowNs) ?? 0;
      dueNs[index] = Math.min(next, nowNs + this.#longestNs);
    }
  }
}
