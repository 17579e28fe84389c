/** A broker without a network, on the clock of the test: sessions, wills, retained messages, and faults by script. */
import { generate, parser } from "mqtt-packet";
import type { IConnectPacket, IPublishPacket, Packet } from "mqtt-packet";
import { closedByBroker } from "../../mqtt/wire/cause.ts";
import type { OpenTransport, TransportHandlers } from "../../mqtt/transport/transport.ts";
import { matches, ScriptedSession } from "./scripted-session.ts";

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
  /** A session that a client asks it to keep outlives the connection. */
  readonly keepsSessions: boolean;
  /** A PUBLISH at QoS 2 whose identifier is not released yet is the same message, and not passed on again. */
  readonly recognisesRepeats: boolean;
  /** DUP is set of what it sends again. */
  readonly flagsRepeats: boolean;
  /** When it passes on a message of QoS 2: either is allowed. */
  readonly forwardsOn: "PUBLISH" | "PUBREL";
  /** At 1 it answers a PUBLISH at QoS 2 with PUBACK. */
  readonly maximumQos: 1 | 2;
  /** The most that it grants to a subscription. */
  readonly grants: 0 | 1 | 2;
  /** The most messages under way to a client; the rest is queued. */
  readonly window: number;
  /** The time from a message to a client until the next, in ms. */
  readonly pauseMs: number;
  /** Whether it acknowledges a PUBLISH, the n-th of all from 1. */
  readonly acknowledges: (nth: number) => boolean;
  /** Whether it passes a PUBLISH on. */
  readonly forwards: boolean;
  /** What it makes of a message that it passes on. */
  readonly alters: (publish: IPublishPacket) => IPublishPacket;
  /** What it answers, and does nothing else; undefined: as a broker must. */
  readonly answer?: (packet: Packet) => readonly Packet[] | undefined;
}

const faultless: Script = {
  forgetsWillAtDisconnect: true,
  flagsRetained: true,
  keepsSessions: true,
  recognisesRepeats: true,
  flagsRepeats: true,
  forwardsOn: "PUBLISH",
  maximumQos: 2,
  grants: 2,
  window: 65_535,
  pauseMs: 0,
  acknowledges: () => true,
  forwards: true,
  alters: (publish) => publish,
};

interface Connection {
  readonly handlers: TransportHandlers;
  /** Its CONNECT, and the session that it took up; null before. */
  client: { readonly connect: IConnectPacket; readonly session: ScriptedSession } | null;
  isOpen: boolean;
  /** The client reads no more: what is on its way to it is lost. */
  isDeaf: boolean;
  /** What the client read and wrote. */
  bytesRead: number;
  bytesWritten: number;
}

export class ScriptedBroker {
  readonly retained = new Map<string, IPublishPacket>();
  readonly #script: Script;
  readonly #version: 4 | 5;
  readonly #connections = new Set<Connection>();
  /** By client id; of a connection that ended only where it was to be kept. */
  readonly #sessions = new Map<string, ScriptedSession>();
  #published = 0;

  constructor(script: Partial<Script> = {}, version: 4 | 5 = 4) {
    this.#script = { ...faultless, ...script };
    this.#version = version;
  }

  /** Clients that are connected. */
  get connections(): number {
    return [...this.#connections].filter(({ client }) => client !== null).length;
  }

  /** Messages at QoS 1 and 2 that are not acknowledged to the end, from clients and to them. */
  get inflight(): number {
    return [...this.#sessions.values()].reduce((sum, { inflight }) => sum + inflight, 0);
  }

  /** Messages that wait for a client to come, or for its window. */
  get queued(): number {
    return [...this.#sessions.values()].reduce((sum, { queued }) => sum + queued, 0);
  }

  readonly open: OpenTransport = (handlers) => {
    const connection: Connection = {
      handlers,
      client: null,
      isOpen: true,
      isDeaf: false,
      bytesRead: 0,
      bytesWritten: 0,
    };
    this.#connections.add(connection);
    const reader = parser({ protocolVersion: this.#version });
    reader.on("packet", (packet: Packet) => this.#answer(connection, packet));
    reader.on("error", () => this.#end(connection, "fault"));
    setTimeout(() => handlers.connected(), 0);
    return {
      write: (bytes, length) => {
        connection.bytesWritten += length;
        reader.parse(Buffer.from(bytes.subarray(0, length)));
        return true;
      },
      secured: null,
      pendingBytes: 0,
      get bytesRead() {
        return connection.bytesRead;
      },
      get bytesWritten() {
        return connection.bytesWritten;
      },
      end: () => this.#end(connection, "fault"),
      destroy: () => this.#cut(connection),
      reset: () => this.#cut(connection),
    };
  };

  #cut(connection: Connection): void {
    connection.isDeaf = true;
    this.#end(connection, "fault");
  }

  /** The connection is over: by DISCONNECT its will is taken back. */
  #end(connection: Connection, how: "disconnect" | "fault"): void {
    if (!connection.isOpen) return;
    connection.isOpen = false;
    this.#connections.delete(connection);
    setTimeout(() => connection.handlers.closed(closedByBroker), 0);
    if (connection.client === null) return;
    const { connect, session } = connection.client;
    session.detach();
    if (!this.#script.keepsSessions || !isKept(connect)) this.#sessions.delete(connect.clientId);
    if (connect.will === undefined || (how === "disconnect" && this.#script.forgetsWillAtDisconnect)) return;
    const times = this.#script.willsOf?.(connect.clientId) ?? 1;
    const { topic, payload, qos = 0, retain = false } = connect.will;
    for (let time = 0; time < times; time += 1) this.#pass({ cmd: "publish", topic, payload, qos, retain, dup: false });
  }

  #connect(connection: Connection, connect: IConnectPacket): void {
    const { clientId } = connect;
    for (const other of this.#connections) if (other.client?.connect.clientId === clientId) this.#end(other, "fault");
    if (connect.clean === true) this.#sessions.delete(clientId);
    const kept = this.#sessions.get(clientId);
    const session = kept ?? new ScriptedSession(this.#script);
    this.#sessions.set(clientId, session);
    connection.client = { connect, session };
    this.#send(connection, { cmd: "connack", sessionPresent: kept !== undefined, ...success(this.#version) });
    session.attach((packet) => this.#send(connection, packet));
  }

  #answer(connection: Connection, packet: Packet): void {
    const own = this.#script.answer?.(packet);
    if (own !== undefined) return own.forEach((reply) => this.#send(connection, reply));
    if (packet.cmd === "connect") return this.#connect(connection, packet);
    const { session } = connection.client ?? {};
    if (session === undefined) return this.#end(connection, "fault");
    const messageId = packet.messageId ?? 0;
    switch (packet.cmd) {
      case "subscribe": {
        const granted = packet.subscriptions.map(({ topic, qos }) => ({ topic, qos: this.#granted(qos) }));
        for (const { topic, qos } of granted) session.subscribe(topic, qos);
        this.#send(connection, { cmd: "suback", messageId, granted: granted.map(({ qos }) => qos) });
        for (const publish of this.retained.values())
          if (granted.some(({ topic }) => matches(topic, publish.topic)))
            session.deliver({ ...publish, retain: this.#script.flagsRetained });
        return undefined;
      }
      case "publish":
        return this.#receive(connection, session, packet);
      case "pubrel": {
        const publish = session.unreleased.get(messageId);
        session.unreleased.delete(messageId);
        this.#send(connection, { cmd: "pubcomp", messageId });
        if (publish !== undefined && this.#script.forwardsOn === "PUBREL") this.#pass(publish);
        return undefined;
      }
      case "pubrec":
        return session.received(messageId);
      case "puback":
      case "pubcomp":
        return session.completed(messageId);
      case "pingreq":
        return this.#send(connection, { cmd: "pingresp" });
      case "disconnect":
        return this.#end(connection, "disconnect");
      default:
        return undefined;
    }
  }

  #receive(connection: Connection, session: ScriptedSession, publish: IPublishPacket): void {
    const messageId = publish.messageId ?? 0;
    const isExactlyOnce = publish.qos === 2 && this.#script.maximumQos === 2;
    const isRepeat = isExactlyOnce && session.unreleased.has(messageId);
    if (isExactlyOnce) session.unreleased.set(messageId, publish);
    this.#published += 1;
    if (publish.qos > 0 && this.#script.acknowledges(this.#published))
      this.#send(connection, { cmd: isExactlyOnce ? "pubrec" : "puback", messageId });
    if (isRepeat && this.#script.recognisesRepeats) return;
    if (!isExactlyOnce || this.#script.forwardsOn === "PUBLISH") this.#pass(publish);
  }

  #granted(asked: 0 | 1 | 2): 0 | 1 | 2 {
    const { maximumQos, grants } = this.#script;
    return [maximumQos, grants].reduce<0 | 1 | 2>((least, qos) => (qos < least ? qos : least), asked);
  }

  #pass(sent: IPublishPacket): void {
    const publish = this.#script.alters(sent);
    if (publish.retain && this.#script.retains?.(publish) !== false) {
      if (publish.payload.length === 0) this.retained.delete(publish.topic);
      else this.retained.set(publish.topic, publish);
    }
    if (!this.#script.forwards) return;
    for (const session of this.#sessions.values())
      if (session.listensTo(publish.topic)) session.deliver({ ...publish, retain: false });
  }

  /** Never from within a write, as no network does; what is on its way when a client leaves still comes. */
  #send(connection: Connection, packet: Packet): void {
    if (!connection.isOpen) return;
    const bytes = generate(packet, { protocolVersion: this.#version });
    setTimeout(() => {
      if (connection.isDeaf) return;
      connection.bytesRead += bytes.length;
      connection.handlers.data(bytes, bytes.length);
    }, 0);
  }
}

/** Of MQTT 5 a session is kept for its expiry interval, which is 0 where CONNECT says none. */
function isKept({ protocolVersion, clean, properties }: IConnectPacket): boolean {
  return protocolVersion === 5 ? (properties?.sessionExpiryInterval ?? 0) > 0 : clean === false;
}

/** `alters` of a script: the last byte of every payload is another. */
export function changesLastByte(publish: IPublishPacket): IPublishPacket {
  const payload = Buffer.from(publish.payload);
  const last = payload.at(-1);
  if (last !== undefined) payload[payload.length - 1] = last ^ 1;
  return { ...publish, payload };
}

function success(version: 4 | 5): { readonly returnCode?: number; readonly reasonCode?: number } {
  return version === 4 ? { returnCode: 0 } : { reasonCode: 0 };
}
