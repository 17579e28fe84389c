/** Clients connect, or subscribe, one after the other, at the rate of the scenario. */
import type { ShardTask } from "../messages.ts";
import { beatMs, catchUp } from "../waits.ts";
import type { ConnectionWaits } from "./waits/connection-waits.ts";
import type { ShardClient } from "./make-clients.ts";

interface Surroundings {
  readonly clients: readonly ShardClient[];
  readonly waits: ConnectionWaits;
  readonly task: Pick<ShardTask, "scenario" | "shards">;
  /** Nanoseconds since the trial began. */
  readonly now: () => number;
  /** Whether the shard still connects or subscribes; else the rest stays as it is. */
  readonly isStarting: () => boolean;
  /** Connecting, or subscribing, has been begun for every client. */
  readonly allBegun: () => void;
}

export class RatedStart {
  readonly #surroundings: Surroundings;
  #isConnecting = true;
  /** Nanoseconds since the trial began. */
  #fromNs = 0;
  /** Clients whose connect or subscribe has been begun. */
  #begun = 0;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  get isAllBegun(): boolean {
    return this.#begun === this.#surroundings.clients.length;
  }

  connect(fromNs: number): void {
    this.#surroundings.waits.connectFrom(fromNs);
    this.#isConnecting = true;
    this.#begin(fromNs);
  }

  subscribe(): void {
    this.#isConnecting = false;
    this.#begin(this.#surroundings.now());
  }

  #begin(fromNs: number): void {
    this.#fromNs = fromNs;
    this.#begun = 0;
    this.#beat();
  }

  /** Begins what is due at the connect rate; the rate is of all shards together, by the clients' numbers over the case. */
  #beat(): void {
    const { clients, task, now, allBegun } = this.#surroundings;
    const { ratePerSecond } = task.scenario.connect;
    const due = Math.floor(((now() - this.#fromNs) / 1e9) * ratePerSecond);
    let left = Math.ceil(((ratePerSecond * beatMs) / 1000 / task.shards) * catchUp);
    for (; this.#begun < clients.length && left > 0; this.#begun += 1) {
      const entry = clients[this.#begun];
      const place = this.#isConnecting ? entry?.member.client : entry?.member.filter?.place;
      if (entry === undefined || place === undefined) continue;
      if (place > due) break;
      left -= 1;
      if (this.#isConnecting) this.#connectOne(entry);
      else if (entry.isUp) subscribe(entry);
    }
    if (this.isAllBegun) allBegun();
    else setTimeout(() => this.#beatIfStarting(), beatMs);
  }

  #beatIfStarting(): void {
    if (this.#surroundings.isStarting()) this.#beat();
  }

  #connectOne({ client, isAway }: ShardClient): void {
    if (isAway) return;
    this.#surroundings.waits.begun(client, this.#surroundings.now());
    client.connect();
  }
}

/** A client that receives nothing has nothing to subscribe to. */
export function subscribe({ client, member: { filter } }: ShardClient): void {
  if (filter !== null) client.subscribe(filter.topics, filter.qos, filter.subscriptionId, filter.options);
}
