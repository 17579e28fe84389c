/** What the scripted broker keeps of a client: its subscriptions, and the messages under way in both directions (sections 4.1 and 4.3). */
import type { IPublishPacket, Packet } from "mqtt-packet";

type Qos = 0 | 1 | 2;

/** A message on its way to the client; `isReleasing`: PUBREC came, and PUBREL is due. */
interface Outgoing {
  readonly publish: IPublishPacket;
  readonly isReleasing: boolean;
}

export interface SessionOptions {
  /** The most messages on their way to the client that are not acknowledged; the rest is queued. */
  readonly window: number;
  /** The time from a message to the client until the next, in ms. */
  readonly pauseMs: number;
  /** DUP is set of what is sent again. */
  readonly flagsRepeats: boolean;
}

export class ScriptedSession {
  /** QoS 2 messages received and not released, by packet identifier. */
  readonly unreleased = new Map<number, IPublishPacket>();
  readonly #options: SessionOptions;
  /** The QoS granted, by filter. */
  readonly #filters = new Map<string, Qos>();
  readonly #outgoing = new Map<number, Outgoing>();
  readonly #queue: IPublishPacket[] = [];
  /** Hands a packet to the client; null while it is away. */
  #send: ((packet: Packet) => void) | null = null;
  #lastPacketId = 0;
  #isPausing = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Messages that one side has and the other has not acknowledged to the end, either way. */
  get inflight(): number {
    return this.#outgoing.size + this.unreleased.size;
  }

  get queued(): number {
    return this.#queue.length;
  }

  subscribe(filter: string, qos: Qos): void {
    this.#filters.set(filter, qos);
  }

  listensTo(topic: string): boolean {
    return [...this.#filters.keys()].some((filter) => matches(filter, topic));
  }

  /** At the lower of both levels; of QoS 0 nothing is kept for one that is away. */
  deliver(publish: IPublishPacket): void {
    const [, granted = 0] = [...this.#filters].find(([filter]) => matches(filter, publish.topic)) ?? [];
    const qos = publish.qos > granted ? granted : publish.qos;
    if (qos > 0) this.#queue.push({ ...publish, dup: false, qos });
    else this.#send?.({ ...publish, dup: false, qos });
    this.#flush();
  }

  /** The client is connected: what was under way is sent again, in its order (section 4.4). */
  attach(send: (packet: Packet) => void): void {
    this.#send = send;
    for (const [messageId, { publish, isReleasing }] of this.#outgoing)
      send(isReleasing ? { cmd: "pubrel", messageId } : { ...publish, messageId, dup: this.#options.flagsRepeats });
    this.#flush();
  }

  /** The client is away. */
  detach(): void {
    this.#send = null;
  }

  /** PUBREC came: the message is the client's. */
  received(messageId: number): void {
    const outgoing = this.#outgoing.get(messageId);
    if (outgoing !== undefined) this.#outgoing.set(messageId, { ...outgoing, isReleasing: true });
    this.#send?.({ cmd: "pubrel", messageId });
  }

  /** PUBACK or PUBCOMP came: the exchange is over. */
  completed(messageId: number): void {
    this.#outgoing.delete(messageId);
    this.#flush();
  }

  #flush(): void {
    const { window, pauseMs } = this.#options;
    while (this.#send !== null && this.#outgoing.size < window && !this.#isPausing) {
      const publish = this.#queue.shift();
      if (publish === undefined) return;
      this.#lastPacketId = (this.#lastPacketId % 65_535) + 1;
      this.#outgoing.set(this.#lastPacketId, { publish, isReleasing: false });
      this.#send({ ...publish, messageId: this.#lastPacketId });
      if (pauseMs > 0) this.#pause(pauseMs);
    }
  }

  #pause(ms: number): void {
    this.#isPausing = true;
    setTimeout(() => {
      this.#isPausing = false;
      this.#flush();
    }, ms);
  }
}

/** Filters of these tests: a topic, or all but its last level and `+`. */
export function matches(filter: string, topic: string): boolean {
  return filter.endsWith("/+") ? topic.startsWith(filter.slice(0, -1)) : filter === topic;
}
