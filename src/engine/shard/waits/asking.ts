/** Asks every connection for an answer when measure is over: of a load that owes the broker nothing else shows that it still answers. */
import type { ShardClient } from "../make-clients.ts";

export interface Asked {
  readonly connections: number;
  /** The clients, without the run's prefix, whose connections ended or did not answer in time. */
  readonly silent: readonly string[];
}

export class Asking {
  /** Those of which the answer is awaited, by client index. */
  readonly #awaited = new Map<number, string>();
  /** Those whose PINGREQ is this one's: all leave at once, so that their round trips are of the crowd. */
  readonly #own = new Set<number>();
  readonly #connections: number;
  readonly #lost: string[] = [];
  #tell: ((asked: Asked) => void) | undefined;

  /** `tell` is called once: when all have answered or ended, or after so long. */
  constructor(clients: readonly ShardClient[], withinMs: number, tell: (asked: Asked) => void) {
    const up = clients.filter(({ isUp }) => isUp);
    this.#connections = up.length;
    const timer = setTimeout(() => this.#end(), withinMs);
    this.#tell = (asked) => {
      clearTimeout(timer);
      tell(asked);
    };
    for (const { client, member } of up) {
      this.#awaited.set(client.index, member.key);
      // One that has pinged by its keepalive has asked already.
      if (client.pingSentNs > 0) continue;
      this.#own.add(client.index);
      client.ping();
    }
    this.#look();
  }

  /** Returns whether the round trip is of this crowd. */
  answered(index: number): boolean {
    this.#awaited.delete(index);
    this.#look();
    return this.#own.delete(index);
  }

  ended(index: number): void {
    const key = this.#awaited.get(index);
    if (key !== undefined) this.#lost.push(key);
    this.#awaited.delete(index);
    this.#look();
  }

  #look(): void {
    if (this.#awaited.size === 0) this.#end();
  }

  #end(): void {
    const tell = this.#tell;
    this.#tell = undefined;
    tell?.({ connections: this.#connections, silent: [...this.#lost, ...this.#awaited.values()] });
  }
}
