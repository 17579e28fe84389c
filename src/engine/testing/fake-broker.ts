/** A broker without a network: answers the bytes of a transport, at once or after a hold. */
import { generate, parser } from "mqtt-packet";
import { closedByBroker } from "../../mqtt/wire/cause.ts";
import type { Packet } from "mqtt-packet";
import type { OpenTransport, TransportHandlers } from "../../mqtt/transport/transport.ts";

export class FakeBroker {
  /** How long an acknowledgement, or PINGRESP, is held. */
  holdMs = 0;
  /** Nothing is answered before this time of the fake clock. */
  stalledUntilMs = 0;
  isSilent = false;
  /** The version of MQTT: 4 is 3.1.1. */
  version: 4 | 5 = 4;
  /** What it answers instead of what a broker must; undefined: that. */
  answer: (packet: Packet) => Packet | undefined = () => undefined;
  refusesConnect = false;
  /** It delivers by topic aliases of its own: the first of a topic with both. */
  aliases = false;
  withholdsPubcomp = false;
  /** Of MQTT 5: how many aliases a client may use. */
  topicAliasMaximum = 0;
  /** Says in CONNACK that it has the session of before. */
  keepsSessions = false;
  /** Every PUBLISH, in the order it came. */
  readonly published: Packet[] = [];
  #pings = 0;
  readonly #subscribers = new Map<TransportHandlers, 0 | 1 | 2>();
  readonly #open = new Set<TransportHandlers>();
  readonly #aliased = new Set<string>();

  get pings(): number {
    return this.#pings;
  }

  readonly open: OpenTransport = (handlers) => {
    const reader = parser({ protocolVersion: this.version });
    let bytesRead = 0;
    let bytesWritten = 0;
    // Never from within a write, as no network does.
    const reply = (packet: Packet, afterMs: number): void => {
      const bytes = generate(packet, { protocolVersion: this.version });
      setTimeout(() => {
        bytesRead += bytes.length;
        handlers.data(bytes, bytes.length);
      }, afterMs);
    };
    reader.on("packet", (packet: Packet) => this.#answer(packet, handlers, reply));
    const close = (): void => {
      if (!this.#open.delete(handlers)) return;
      this.#subscribers.delete(handlers);
      setTimeout(() => handlers.closed(closedByBroker), 0);
    };
    this.#open.add(handlers);
    setTimeout(() => handlers.connected(), 0);
    return {
      write: (bytes, length) => {
        bytesWritten += length;
        reader.parse(Buffer.from(bytes.subarray(0, length)));
        return true;
      },
      secured: null,
      pendingBytes: 0,
      get bytesRead() {
        return bytesRead;
      },
      get bytesWritten() {
        return bytesWritten;
      },
      end: close,
      destroy: close,
      reset: close,
    };
  };

  /** Ends every connection. */
  dropAll(): void {
    for (const handlers of this.#open) {
      this.#open.delete(handlers);
      handlers.closed({ code: "closed", words: "connection reset by the broker" });
    }
  }

  #answer(packet: Packet, handlers: TransportHandlers, reply: (packet: Packet, afterMs: number) => void): void {
    if (this.isSilent) return;
    const own = this.answer(packet);
    if (own !== undefined) return reply(own, 0);
    const later = (answer: Packet): void => reply(answer, Math.max(this.holdMs, this.stalledUntilMs - Date.now()));
    switch (packet.cmd) {
      case "connect":
        return reply(
          {
            cmd: "connack",
            sessionPresent: this.keepsSessions,
            ...connackCode(this.version, this.refusesConnect),
            ...(this.topicAliasMaximum > 0 && { properties: { topicAliasMaximum: this.topicAliasMaximum } }),
          },
          0,
        );
      case "subscribe": {
        const [subscription] = packet.subscriptions;
        this.#subscribers.set(handlers, subscription?.qos ?? 0);
        return reply({ cmd: "suback", messageId: packet.messageId ?? 0, granted: [subscription?.qos ?? 0] }, 0);
      }
      case "publish":
        this.published.push(packet);
        if (packet.qos === 1) later({ cmd: "puback", messageId: packet.messageId ?? 0 });
        if (packet.qos === 2) later({ cmd: "pubrec", messageId: packet.messageId ?? 0 });
        return this.#deliver(packet.topic, packet.payload);
      case "pubrel":
        if (this.withholdsPubcomp) return undefined;
        return later({ cmd: "pubcomp", messageId: packet.messageId ?? 0 });
      case "pingreq":
        this.#pings += 1;
        return later({ cmd: "pingresp" });
      default:
        return undefined;
    }
  }

  /** Delivers at QoS 0, to everybody who subscribed to anything. */
  #deliver(topic: string, payload: string | Buffer): void {
    const known = this.#aliased.has(topic) ? "" : topic;
    if (this.aliases) this.#aliased.add(topic);
    const named = this.aliases ? { topic: known, properties: { topicAlias: 1 } } : { topic };
    const packet = { cmd: "publish", payload, qos: 0, dup: false, retain: false, ...named } as const;
    const bytes = generate(packet, { protocolVersion: this.version });
    for (const handlers of this.#subscribers.keys()) setTimeout(() => handlers.data(bytes, bytes.length), 0);
  }
}

/** Not authorized, or success. */
function connackCode(version: 4 | 5, refuses: boolean): { readonly returnCode?: number; readonly reasonCode?: number } {
  return version === 4 ? { returnCode: refuses ? 5 : 0 } : { reasonCode: refuses ? 0x87 : 0 };
}
