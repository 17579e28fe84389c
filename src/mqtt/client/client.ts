/** What the engine asks of an MQTT client, and what a client tells the engine. Two drivers implement it. */
import type { Cause } from "../wire/cause.ts";
import type { PublishPacket, PublishView } from "../wire/codec.ts";
import type { Connack, ConnectAsks, ProtocolVersion, SubscriptionOptions } from "../wire/control-packets.ts";
import type { ConnectionBytes } from "./connection-bytes.ts";
import type { Endpoint } from "../transport/endpoint.ts";
import type { Handshake } from "../transport/handshake.ts";
import type { HeaderLimits } from "../wire/header-limits.ts";
import type { InflightTable } from "./inflight-table.ts";
import type { Ledger } from "../wire/ledger.ts";
import type { SessionIn } from "./session-in.ts";
import type { PublishProperties } from "../wire/publish-properties.ts";
import type { OpenTransport } from "../transport/transport.ts";
import type { WithheldPacket } from "./withheld.ts";

export interface ClientEvents {
  /** CONNACK accepted; half-done exchanges of a kept session have been resent, or are being resent one after the other. */
  opened(client: MqttClient, connack: Connack, nowNs: number): void;
  /** Half-done exchanges that were being resent one after the other have ended: only now does it publish. */
  resumed(client: MqttClient, nowNs: number): void;
  /** Comes once for each `connect`, last. */
  closed(client: MqttClient, cause: Cause): void;
  /** The code granted: 0, 1, 2, or 0x80 and above for a refusal; of several filters the worst. */
  subscribed(client: MqttClient, code: number): void;
  /** A message of the kind at that place is handed to the socket: within `publish`, or with `uncork`. */
  sent(client: MqttClient, place: number, account: number, intendedNs: number, sentNs: number): void;
  /** PUBACK or PUBCOMP: the times stand in the table until this returns. */
  acknowledged(client: MqttClient, slot: number, nowNs: number): void;
  /** An answer of the broker, of this packet type and at buffer[start, end), refuses something, or accepts a PUBLISH for nobody. Comes before what follows from it. */
  refusal(client: MqttClient, answer: number, code: number, buffer: Uint8Array, start: number, end: number): void;
  /** Ended by a reason code of 0x80 or above. */
  refused(client: MqttClient, slot: number, reason: number): void;
  /** The connection ended and the session with it: the exchange can never complete. */
  abandoned(client: MqttClient, slot: number): void;
  /** A PUBLISH arrived, not one resent before its PUBREL. Returns the ledger's account of its message. */
  arrived(client: MqttClient, packet: Uint8Array, view: PublishView, end: number, nowNs: number): number;
  /** PUBREL for an inbound QoS 2 message (intended time as `intendedNsOf` gave it). */
  released(client: MqttClient, account: number, intendedNs: number, nowNs: number): void;
  /** The intended time that an arrived message states, or -1. */
  intendedNsOf(packet: Uint8Array, view: PublishView, end: number): number;
  ponged(client: MqttClient, roundTripNs: number): void;
}

export interface MqttClient {
  /** The number the engine gave it. */
  readonly index: number;
  readonly isOpen: boolean;
  /** Own messages in flight. */
  readonly inflightOut: number;
  /** Inbound QoS 2 messages not yet released. */
  readonly inflightIn: number;
  /** The inbound QoS 2 messages not yet released, one by one. */
  readonly inbound: Pick<SessionIn, "visit">;
  /** When the PINGREQ left that has no answer; 0: none is awaited. It stays when its connection has ended, until the next one. */
  readonly pingSentNs: number;
  /** Of the connection that is open; null: none is. */
  readonly handshake: Handshake | null;
  /** `isClean`: give up a kept session; as the context says when left out. */
  connect(isClean?: boolean): void;
  /** False while the window is full or the connection is down. `kind` as of `canPublish`. */
  hasPlace(kind?: number): boolean;
  /** False while it has no place or the socket has not drained. `kind`: of message, as its publisher has them; left out: the first. */
  canPublish(kind?: number): boolean;
  /** Only when `canPublish`; `sent` follows. */
  publish(intendedNs: number, sequence: number, account: number, kind?: number): void;
  /** What is published until `uncork` may leave with one write. No other client may be corked before. */
  cork(): void;
  uncork(): void;
  /** One SUBSCRIBE; of MQTT 5: `identifier` of the subscriptions (section 3.8.2.1.2), left out or null: none; their options, left out: none. */
  subscribe(
    filters: readonly string[],
    qos: 0 | 1 | 2,
    identifier?: number | null,
    options?: SubscriptionOptions,
  ): void;
  /** Sends PINGREQ, whatever the keepalive says, on a connection that is open and awaits no PINGRESP. */
  ping(): void;
  /** Keepalive and the connect timeout; returns when to call again at the latest, sooner when the connection ends before. */
  sweep(nowNs: number): number;
  /** DISCONNECT, then the end of the connection; a kept session is given up unless it is to stay. */
  disconnect(keepsSession?: boolean): void;
  /** Ends the connection at once, for a reason of ours; `closed` follows. */
  abort(cause: string): void;
  /** Bytes by our codec and by the socket, over all connections of this client that have ended. */
  readonly bytes: ConnectionBytes;
}

/** A client that can keep back its half of an exchange: what the hold experiment needs. */
export interface WithholdingClient extends MqttClient {
  /** Withholds answers of this kind from now on, until they are released. */
  withhold(packet: WithheldPacket): void;
  /** Answers that wait. */
  readonly withheld: number;
  /** Sends the oldest of them, at most so many. */
  release(count: number): void;
  /** Publishes with another template than the client's own: an empty payload clears a retained message (section 3.3.1.3). */
  publishAs(template: PublishPacket, intendedNs: number, sequence: number, account: number): void;
}

export function isWithholding(client: MqttClient): client is WithholdingClient {
  return "withhold" in client;
}

/** What all clients of a shard that use one endpoint share. */
export interface ClientContext {
  readonly protocol: ProtocolVersion;
  readonly isCleanSession: boolean;
  /** How long a kept session outlives its connection (MQTT 5); left out: longer than any run. */
  readonly sessionExpirySeconds?: number | undefined;
  readonly keepaliveSeconds: number;
  readonly connectTimeoutNs: number;
  readonly endpoint: Endpoint;
  readonly runTag: number;
  readonly open: OpenTransport;
  /** The limits of what the broker may send. */
  readonly limits: HeaderLimits;
  readonly ledger: Ledger;
  readonly events: ClientEvents;
  /** Nanoseconds since the trial began, the same clock in every thread. */
  readonly now: () => number;
}

/** `alias`: from 1, and of no other topic of the connection. */
interface Aliased {
  readonly alias: number;
  readonly introducing: PublishPacket;
  readonly short: PublishPacket;
}

/** One kind of message of a publishing client. */
export interface MessageKind {
  /** The number that its messages are known by. */
  readonly sensor: number;
  readonly qos: 0 | 1 | 2;
  readonly topic: Uint8Array;
  readonly template: PublishPacket;
  /** For a connection that allows topic aliases (5.0, section 3.3.2.3.4): the message that introduces one, and those after it, without a topic; left out: none is used. */
  readonly aliased?: Aliased | undefined;
  /** Of the largest of its messages. */
  readonly packetBytes: number;
  /** What its template states, for a client that writes packets of its own; left out: none. */
  readonly properties?: PublishProperties | undefined;
}

/** What a publishing client sends. Its kinds of messages share the window and the packet identifiers. */
export interface PublisherSpec {
  readonly window: number;
  readonly table: InflightTable;
  readonly row: number;
  /** The place of its first kind among those of all clients; the others' follow. */
  readonly firstPlace: number;
  /** At least one. */
  readonly kinds: readonly MessageKind[];
}

/** User name and password of one client; undefined: what the endpoint states. */
export interface Login {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export interface ClientSpec {
  readonly index: number;
  readonly clientId: string;
  /** Asked at each connection; left out: it logs in with what the endpoint states. */
  readonly login?: (() => Login) | undefined;
  /** Of MQTT 5; left out: nothing. */
  readonly asks?: ConnectAsks | undefined;
  /** undefined: it only subscribes. */
  readonly publisher: PublisherSpec | undefined;
}
