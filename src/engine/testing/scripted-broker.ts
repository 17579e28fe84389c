/** A broker without a network, for loads that are driven step by step: sessions, wills, retained messages, and faults by script. */
import { generate, parser } from "mqtt-packet";
import type { IConnectPacket, IPublishPacket, Packet } from "mqtt-packet";
import { closedByBroker } from "../../mqtt/wire/cause.ts";
import type { OpenTransport, TransportHandlers } from "../../mqtt/transport/transport.ts";

/** What it does otherwise than a broker must. */
export interface Script {
  /** How often each will is published. */
  readonly willsOf?: (clientId: string) => number;
  /** DISCONNECT takes the will back. */
  readonly forgetsWillAtDisconnect: boolean;
  /** RETAIN of what it kept is set for who subscribes later. */
  readonly flagsRetained: boolean;
  /** Whether it keeps, or by an empty payload clears, what a PUBLISH with RETAIN set says. */
  readonly retains?: (publish: IPublishPacket) => boolean;
}

const faultless: Script = { forgetsWillAtDisconnect: true, flagsRetained: true };

interface Session {
  readonly handlers: TransportHandlers;
  readonly filters: { readonly filter: string; readonly qos: 0 | 1 | 2 }[];
  connect: IConnectPacket | null;
  isOpen: boolean;
  /** What the client read and wrote. */
  bytesRead: number;
  bytesWritten: number;
}

export class ScriptedBroker {
  readonly retained = new Map<string, IPublishPacket>();
  readonly #script: Script;
  readonly #version: 4 | 5;
  readonly #sessions = new Set<Session>();
  #packetId = 0;

  constructor(script: Partial<Script> = {}, version: 4 | 5 = 4) {
    this.#script = { ...faultless, ...script };
    this.#version = version;
  }

  readonly open: OpenTransport = (handlers) => {
    const session: Session = { handlers, filters: [], connect: null, isOpen: true, bytesRead: 0, bytesWritten: 0 };
    this.#sessions.add(session);
    const reader = parser({ protocolVersion: this.#version });
    reader.on("packet", (packet: Packet) => this.#answer(session, packet));
    reader.on("error", () => this.#end(session, "fault"));
    setTimeout(() => handlers.connected(), 0);
    return {
      write: (bytes, length) => {
        session.bytesWritten += length;
        reader.parse(Buffer.from(bytes.subarray(0, length)));
        return true;
      },
      pendingBytes: 0,
      get bytesRead() {
        return session.bytesRead;
      },
      get bytesWritten() {
        return session.bytesWritten;
      },
      end: () => this.#end(session, "fault"),
      destroy: () => this.#end(session, "fault"),
      reset: () => this.#end(session, "fault"),
    };
  };

  /** The connection is over: by DISCONNECT its will is taken back. */
  #end(session: Session, how: "disconnect" | "fault"): void {
    if (!session.isOpen) return;
    session.isOpen = false;
    this.#sessions.delete(session);
    setTimeout(() => session.handlers.closed(closedByBroker), 0);
    const will = session.connect?.will;
    if (will === undefined || (how === "disconnect" && this.#script.forgetsWillAtDisconnect)) return;
    const times = this.#script.willsOf?.(session.connect?.clientId ?? "") ?? 1;
    const { topic, payload, qos = 0, retain = false } = will;
    for (let time = 0; time < times; time += 1)
      this.#publish({ cmd: "publish", topic, payload, qos, retain, dup: false });
  }

  #answer(session: Session, packet: Packet): void {
    switch (packet.cmd) {
      case "connect":
        for (const other of this.#sessions) if (other.connect?.clientId === packet.clientId) this.#end(other, "fault");
        session.connect = packet;
        return this.#send(session, { cmd: "connack", sessionPresent: false, ...success(this.#version) });
      case "subscribe":
        for (const { topic, qos } of packet.subscriptions) session.filters.push({ filter: topic, qos });
        this.#send(session, {
          cmd: "suback",
          messageId: packet.messageId ?? 0,
          granted: packet.subscriptions.map(({ qos }) => qos),
        });
        for (const publish of this.retained.values())
          if (packet.subscriptions.some(({ topic }) => matches(topic, publish.topic)))
            this.#deliver(session, { ...publish, retain: this.#script.flagsRetained });
        return undefined;
      case "publish":
        if (packet.qos === 1) this.#send(session, { cmd: "puback", messageId: packet.messageId ?? 0 });
        if (packet.qos === 2) this.#send(session, { cmd: "pubrec", messageId: packet.messageId ?? 0 });
        return this.#publish(packet);
      case "pubrec":
        return this.#send(session, { cmd: "pubrel", messageId: packet.messageId ?? 0 });
      case "pubrel":
        return this.#send(session, { cmd: "pubcomp", messageId: packet.messageId ?? 0 });
      case "pingreq":
        return this.#send(session, { cmd: "pingresp" });
      case "disconnect":
        return this.#end(session, "disconnect");
      default:
        return undefined;
    }
  }

  #publish(publish: IPublishPacket): void {
    if (publish.retain && this.#script.retains?.(publish) !== false) {
      if (publish.payload.length === 0) this.retained.delete(publish.topic);
      else this.retained.set(publish.topic, publish);
    }
    for (const session of this.#sessions)
      if (session.filters.some(({ filter }) => matches(filter, publish.topic)))
        this.#deliver(session, { ...publish, retain: false });
  }

  #deliver(session: Session, publish: IPublishPacket): void {
    const granted = session.filters.find(({ filter }) => matches(filter, publish.topic))?.qos ?? 0;
    const qos = publish.qos > granted ? granted : publish.qos;
    this.#packetId = (this.#packetId % 65_535) + 1;
    this.#send(session, { ...publish, dup: false, qos, ...(qos > 0 && { messageId: this.#packetId }) });
  }

  /** Never from within a write, as no network does. */
  #send(session: Session, packet: Packet): void {
    const bytes = generate(packet, { protocolVersion: this.#version });
    setTimeout(() => {
      if (!session.isOpen) return;
      session.bytesRead += bytes.length;
      session.handlers.data(bytes, bytes.length);
    }, 0);
  }
}

function success(version: 4 | 5): { readonly returnCode?: number; readonly reasonCode?: number } {
  return version === 4 ? { returnCode: 0 } : { reasonCode: 0 };
}

/** Filters of these tests: a topic, or all but its last level and `+`. */
function matches(filter: string, topic: string): boolean {
  return filter.endsWith("/+") ? topic.startsWith(filter.slice(0, -1)) : filter === topic;
}
