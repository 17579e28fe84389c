/** The clients of a shard as they come and go: who is up, who is gone, and by what causes. */
import type { ConnectionBytes } from "../../mqtt/client/connection-bytes.ts";
import type { InflightTable } from "../../mqtt/client/inflight-table.ts";
import type { Cause } from "../../mqtt/wire/cause.ts";
import { reasonInWords } from "../../mqtt/wire/reason-codes.ts";
import { brokerWords } from "../account/refusals.ts";
import { Everyone } from "./everyone.ts";
import { Handshakes } from "./waits/handshakes.ts";
import type { ShardClient } from "./make-clients.ts";
import type { Member } from "./clients/members.ts";
import type { ClientCounts, Gauges, ShardReport } from "../messages.ts";

export class Roster {
  readonly counts: Record<Member["role"], ClientCounts> = {
    sensor: newCounts(),
    subscriber: newCounts(),
  };
  /** Subscriptions granted another QoS than asked for, or refused, by words. */
  readonly grants: Record<string, number> = {};
  readonly #told = new Map<string, string>();
  readonly #handshakes = new Handshakes();
  readonly clients: readonly ShardClient[];
  readonly #table: InflightTable;
  readonly #receivers: readonly ShardClient[];
  readonly #connected: Everyone<ShardClient>;
  readonly #subscribed: Everyone<ShardClient>;
  readonly #gone: Everyone<ShardClient>;
  #open = 0;

  constructor(clients: readonly ShardClient[], table: InflightTable) {
    this.clients = clients;
    this.#table = table;
    this.#receivers = clients.filter(({ member }) => member.filter !== null);
    this.#connected = new Everyone(clients, ({ isUp, isAway, isGone }) => isUp || isAway || isGone);
    this.#subscribed = new Everyone(clients, ({ isUp, isSubscribed }) => isSubscribed || !isUp);
    this.#gone = new Everyone(clients, ({ isGone }) => isGone);
  }

  /** Returns whether it is the client's first time. */
  opened(entry: ShardClient): boolean {
    const isFirst = !entry.wasOpen;
    this.#open += 1;
    entry.isUp = true;
    entry.wasOpen = true;
    entry.attempts = 0;
    this.#handshakes.add(entry.client.handshake, isFirst);
    if (isFirst) this.counts[entry.member.role].connected += 1;
    return isFirst;
  }

  /** Returns whether it was up. */
  closed(entry: ShardClient): boolean {
    const wasUp = entry.isUp;
    if (wasUp) this.#open -= 1;
    entry.isUp = false;
    return wasUp;
  }

  /** The cause in words, with what the broker said with the first of its kind: what it says may differ from client to client. */
  #tell({ words, said }: Cause): string {
    const known = this.#told.get(words);
    const told = known ?? (said === undefined ? words : `${words}, in its own words: ${brokerWords(said)}`);
    if (known === undefined) this.#told.set(words, told);
    return told;
  }

  /** A connection that ended before it was told to. An attempt to come back that fails is not a second drop. Returns the cause in words. */
  lost(entry: ShardClient, wasUp: boolean, ended: Cause): string {
    const cause = this.#tell(ended);
    const counts = this.counts[entry.member.role];
    if (wasUp) addOne(counts.dropped, cause);
    else if (!entry.wasOpen) addOne(counts.failed, cause);
    return cause;
  }

  granted(entry: ShardClient, code: number): void {
    const asked = entry.member.filter?.qos;
    entry.isSubscribed = true;
    if (code === asked) return;
    addOne(
      this.grants,
      code >= 0x80 ? `subscription refused: ${reasonInWords(code)}` : `granted QoS ${code}, asked for QoS ${asked}`,
    );
  }

  get isConnected(): boolean {
    return this.#connected.passes;
  }

  get isSubscribed(): boolean {
    return this.#subscribed.passes;
  }

  get isGone(): boolean {
    return this.#gone.passes;
  }

  get unsubscribed(): number {
    return this.clients.filter(({ isUp, isSubscribed }) => isUp && !isSubscribed).length;
  }

  gauges(waiting: number): Gauges {
    // Read each second by the thread that sends: a look at every client would be a stall of milliseconds.
    const inflightIn = this.#receivers.reduce((sum, { client }) => sum + client.inflightIn, 0);
    const isComplete = this.#open === this.clients.length;
    const pending = isComplete ? 0 : this.clients.filter(({ isUp, isGone }) => !isUp && !isGone).length;
    return { open: this.#open, inflight: this.#table.inflight, inflightIn, waiting, pending };
  }

  /** Ends every connection; one that only came for a while comes once more, to give up its kept session. */
  leave(isCleanSession: boolean): void {
    this.#handshakes.close(this.clients.flatMap(({ member, client }) => (member.role === "sensor" ? [client] : [])));
    for (const entry of this.clients) {
      if (entry.isUp) entry.client.disconnect();
      else if (entry.isAway && !isCleanSession) entry.client.connect(true);
      else entry.isGone = true;
    }
  }

  /** What has not ended by itself. */
  abort(cause: string): void {
    for (const { isGone, client } of this.clients) if (!isGone) client.abort(cause);
  }

  report(): Pick<ShardReport, "sensors" | "subscribers" | "grants" | "bytes" | "handshakes"> {
    const { sensor: sensors, subscriber: subscribers } = this.counts;
    return { sensors, subscribers, grants: this.grants, bytes: this.#bytes(), handshakes: this.#handshakes.part };
  }

  /** Bytes of all connections that have ended. */
  #bytes(): ConnectionBytes {
    const sum: ConnectionBytes = {
      codecUp: 0,
      codecDown: 0,
      socketUp: 0,
      socketDown: 0,
      unreconciled: 0,
    };
    for (const { client } of this.clients) {
      sum.codecUp += client.bytes.codecUp;
      sum.codecDown += client.bytes.codecDown;
      sum.socketUp += client.bytes.socketUp;
      sum.socketDown += client.bytes.socketDown;
      sum.unreconciled += client.bytes.unreconciled;
    }
    return sum;
  }
}

function newCounts(): ClientCounts {
  return { connected: 0, failed: {}, dropped: {} };
}

function addOne(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
