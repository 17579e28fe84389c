/** The packets off the hot path, by mqtt-packet: CONNECT, SUBSCRIBE, DISCONNECT out; CONNACK, SUBACK, DISCONNECT in. */
import { parser } from "mqtt-packet";
import type { IConnectPacket, Packet } from "mqtt-packet";
import { generateConnect } from "./connect-packet.ts";
import { generate } from "./generate.ts";

export type ProtocolVersion = "3.1.1" | "5";

/** What a client asks of its broker in CONNECT (5.0, section 3.1.2.11); left out: nothing. */
export interface ConnectAsks {
  /** Messages at QoS 1 and 2 that may be on their way to it and not acknowledged. */
  readonly receiveMaximum?: number;
  /** Of a packet in all. */
  readonly maximumPacketBytes?: number;
  /** Topic aliases that the broker may use. */
  readonly topicAliasMaximum?: number;
}

export interface ConnectOptions {
  readonly protocol: ProtocolVersion;
  readonly clientId: string;
  readonly isClean: boolean;
  readonly asks?: ConnectAsks | undefined;
  /** How long a session that is not clean outlives its connection (5.0); left out: a day. */
  readonly sessionExpirySeconds?: number | undefined;
  readonly keepaliveSeconds: number;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

const level = { "3.1.1": 4, "5": 5 } as const;
/** Kept until the client clears it (section 3.1.2.11.2: 0xFFFFFFFF does not expire; a day is enough for a benchmark). */
const usualExpirySeconds = 86_400;

export function encodeConnect(options: ConnectOptions): Uint8Array {
  const protocolVersion = level[options.protocol];
  return generateConnect({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion,
    clean: options.isClean,
    clientId: options.clientId,
    keepalive: options.keepaliveSeconds,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: Buffer.from(options.password) }),
    ...connectProperties(options),
  });
}

/** As mqtt-packet and MQTT.js take them. */
export function connectProperties({
  protocol,
  isClean,
  asks,
  sessionExpirySeconds = usualExpirySeconds,
}: Pick<ConnectOptions, "protocol" | "isClean" | "asks" | "sessionExpirySeconds">): Pick<IConnectPacket, "properties"> {
  if (protocol !== "5") return {};
  const properties = {
    ...(!isClean && { sessionExpiryInterval: sessionExpirySeconds }),
    ...(asks?.receiveMaximum !== undefined && { receiveMaximum: asks.receiveMaximum }),
    ...(asks?.maximumPacketBytes !== undefined && { maximumPacketSize: asks.maximumPacketBytes }),
    ...(asks?.topicAliasMaximum !== undefined && { topicAliasMaximum: asks.topicAliasMaximum }),
  };
  return Object.keys(properties).length === 0 ? {} : { properties };
}

/** The options of a subscription, besides its QoS (5.0, section 3.8.3.1). */
export interface SubscriptionOptions {
  /** What this client publishes does not come back to it. */
  readonly noLocal: boolean;
  /** RETAIN of what comes is as it was published. */
  readonly retainAsPublished: boolean;
  /** Whether retained messages come: 0 always, 1 when the subscription is new, 2 never. */
  readonly retainHandling: 0 | 1 | 2;
}

interface SubscribeOptions {
  /** At least one. */
  readonly filters: readonly string[];
  readonly qos: 0 | 1 | 2;
  /** Of MQTT 5; null: none. */
  readonly identifier: number | null;
  /** Of MQTT 5; left out: all 0. */
  readonly options?: SubscriptionOptions | undefined;
}

export function encodeSubscribe(
  protocol: ProtocolVersion,
  packetId: number,
  { filters, qos, identifier, options }: SubscribeOptions,
): Uint8Array {
  return generate(
    {
      cmd: "subscribe",
      messageId: packetId,
      subscriptions: filters.map((topic) => ({ topic, qos, ...packetOptions(options) })),
      ...(identifier !== null && { properties: { subscriptionIdentifier: identifier } }),
    },
    { protocolVersion: level[protocol] },
  );
}

/** As mqtt-packet and MQTT.js take them. */
export function packetOptions(options: SubscriptionOptions | undefined): {
  readonly nl?: boolean;
  readonly rap?: boolean;
  readonly rh?: 0 | 1 | 2;
} {
  if (options === undefined) return {};
  const { noLocal, retainAsPublished, retainHandling } = options;
  return { nl: noLocal, rap: retainAsPublished, rh: retainHandling };
}

/** PINGREQ: the same two bytes in both versions. */
export const pingreq: Uint8Array = Uint8Array.of(0xc0, 0);
const plainDisconnect: Uint8Array = Uint8Array.of(0xe0, 0);

/** `endsSession`: version 5 gives up a kept session with it (section 3.14.2.2.2); version 3.1.1 has no means to. */
export function encodeDisconnect(protocol: ProtocolVersion, endsSession: boolean): Uint8Array {
  if (protocol !== "5" || !endsSession) return plainDisconnect;
  return generate(
    { cmd: "disconnect", reasonCode: 0, properties: { sessionExpiryInterval: 0 } },
    { protocolVersion: level["5"] },
  );
}

/** What a CONNACK says and imposes (5.0, section 3.2.2.3); the specification's defaults where it is silent. */
export interface Connack {
  readonly code: number;
  readonly isSessionPresent: boolean;
  readonly receiveMaximum: number;
  readonly maximumQos: number;
  readonly maximumPacketBytes: number;
  /** 0: no alias may be used. */
  readonly topicAliasMaximum: number;
  readonly serverKeepaliveSeconds: number | undefined;
  readonly assignedClientId: string | undefined;
}

/** Throws what mqtt-packet says of a packet that it cannot read. */
export function decodeConnack(packet: Uint8Array, protocol: ProtocolVersion): Connack {
  // mqtt-packet reads a missing return code as success.
  if (packet.length < 4) throw new Error("CONNACK without a return code");
  // A broker that refuses version 5 may answer in the form of 3.1.1, without properties (5.0, section 3.1.2.2).
  const hasProperties = protocol === "5" && packet.length > 4;
  const decoded = decode(packet, hasProperties ? "5" : "3.1.1");
  if (decoded.cmd !== "connack") throw new Error("not a CONNACK");
  const properties = decoded.properties;
  return {
    code: (hasProperties ? decoded.reasonCode : decoded.returnCode) ?? 0,
    isSessionPresent: decoded.sessionPresent,
    receiveMaximum: properties?.receiveMaximum ?? 65_535,
    maximumQos: properties?.maximumQoS ?? 2,
    maximumPacketBytes: properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY,
    topicAliasMaximum: properties?.topicAliasMaximum ?? 0,
    serverKeepaliveSeconds: properties?.serverKeepAlive,
    assignedClientId: properties?.assignedClientIdentifier,
  };
}

/** The worst of the codes granted to the filters of our SUBSCRIBE: 0, 1, 2, or 0x80 and above for a refusal. */
export function decodeSuback(
  packet: Uint8Array,
  protocol: ProtocolVersion,
): { readonly packetId: number; readonly code: number } {
  const decoded = decode(packet, protocol);
  if (decoded.cmd !== "suback") throw new Error("not a SUBACK");
  const code = worstGrant(decoded.granted.flatMap((each) => (typeof each === "number" ? [each] : [])));
  if (code === undefined || decoded.messageId === undefined) throw new Error("SUBACK without a return code");
  return { packetId: decoded.messageId, code };
}

/** A refusal, or else the lowest level; undefined of none. */
export function worstGrant(codes: readonly number[]): number | undefined {
  const refusals = codes.filter((code) => code >= 0x80);
  return refusals.length > 0 ? Math.max(...refusals) : codes.toSorted((a, b) => a - b)[0];
}

/** The reason of a DISCONNECT sent by the broker (5.0 only); 0 where it gives none. */
export function decodeDisconnect(packet: Uint8Array, protocol: ProtocolVersion): number {
  const decoded = decode(packet, protocol);
  return decoded.cmd === "disconnect" ? (decoded.reasonCode ?? 0) : 0;
}

/** The words that a broker gave with its answer (5.0, for example section 3.4.2.2.2); null where it gave none that can be read. */
export function decodeReasonString(packet: Uint8Array, protocol: ProtocolVersion): string | null {
  if (protocol !== "5") return null;
  try {
    const { properties } = { properties: undefined, ...decode(packet, protocol) };
    if (properties === undefined || !("reasonString" in properties)) return null;
    const { reasonString } = properties;
    return typeof reasonString === "string" && reasonString !== "" ? reasonString : null;
  } catch {
    return null;
  }
}

function decode(packet: Uint8Array, protocol: ProtocolVersion): Packet {
  const decoder = parser({ protocolVersion: level[protocol] });
  let decoded: Packet | undefined;
  decoder.on("packet", (value) => {
    decoded = value;
  });
  decoder.on("error", (error: unknown) => {
    throw error;
  });
  decoder.parse(Buffer.from(packet));
  if (decoded === undefined) throw new Error("incomplete packet");
  return decoded;
}
