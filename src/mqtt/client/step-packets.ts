/** The packets of a client that is driven step by step: written by mqtt-packet, read into plain values. */
import { generate } from "mqtt-packet";
import { readAllowances } from "../wire/allowances.ts";
import type { Allowances } from "../wire/allowances.ts";
import { newPublishView, readPublish, readUint16 } from "../wire/codec.ts";
import { generateConnect } from "../wire/connect-packet.ts";
import { decodeConnack, decodeDisconnect, decodeSuback } from "../wire/control-packets.ts";
import type { ProtocolVersion } from "../wire/control-packets.ts";
import { packetName, packetType } from "../wire/packet-types.ts";
import { reasonInWords } from "../wire/reason-codes.ts";

export type Qos = 0 | 1 | 2;
export type Acknowledgement = "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP";

/** What a client received. */
export type StepPacket =
  | ReceivedPublish
  | { readonly type: Acknowledgement; readonly packetId: number; readonly reason: number }
  | ReceivedConnack
  | { readonly type: "SUBACK"; readonly packetId: number; readonly code: number }
  | { readonly type: "DISCONNECT"; readonly reason: number }
  | { readonly type: "other"; readonly name: string };

interface ReceivedConnack {
  readonly type: "CONNACK";
  readonly code: number;
  readonly isSessionPresent: boolean;
  /** undefined: MQTT 3.1.1, or an answer in its form. */
  readonly allowances: Allowances | undefined;
}

export interface ReceivedPublish {
  readonly type: "PUBLISH";
  readonly qos: Qos;
  readonly isDuplicate: boolean;
  readonly isRetained: boolean;
  /** 0 at QoS 0. */
  readonly packetId: number;
  readonly topic: string;
  readonly payload: Uint8Array;
}

interface Will {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly isRetained: boolean;
  /** MQTT 5 only. */
  readonly delaySeconds: number;
}

export interface SessionOptions {
  readonly isClean: boolean;
  /** 0: none. */
  readonly keepaliveSeconds: number;
  readonly will: Will | null;
  /** MQTT 5 only: how long the session outlives its connection. */
  readonly expirySeconds: number;
}

/** MQTT 5, section 3.8.3.1: whether a subscription gets retained messages: 0 always, 1 when it is new, 2 never. */
export type RetainHandling = 0 | 1 | 2;

const level = { "3.1.1": 4, "5": 5 } as const;

interface Who {
  readonly protocol: ProtocolVersion;
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export function encodeSession({ protocol, clientId, username, password }: Who, session: SessionOptions): Uint8Array {
  const { isClean, keepaliveSeconds, will, expirySeconds } = session;
  const protocolVersion = level[protocol];
  const isVersion5 = protocol === "5";
  return generateConnect({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion,
    clean: isClean,
    clientId,
    keepalive: keepaliveSeconds,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password: Buffer.from(password) }),
    ...(isVersion5 && { properties: { sessionExpiryInterval: expirySeconds } }),
    ...(will !== null && {
      will: {
        topic: will.topic,
        payload: Buffer.from(will.payload),
        qos: will.qos,
        retain: will.isRetained,
        ...(isVersion5 && { properties: { willDelayInterval: will.delaySeconds } }),
      },
    }),
  });
}

export interface Publish {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly packetId: number;
  readonly isDuplicate: boolean;
  readonly isRetained: boolean;
}

export function encodePublish(protocol: ProtocolVersion, publish: Publish): Uint8Array {
  const { topic, payload, qos, packetId, isDuplicate, isRetained } = publish;
  return generate(
    {
      cmd: "publish",
      topic,
      payload: Buffer.from(payload),
      qos,
      dup: isDuplicate,
      retain: isRetained,
      ...(qos > 0 && { messageId: packetId }),
    },
    { protocolVersion: level[protocol] },
  );
}

export interface Subscription {
  readonly filter: string;
  readonly qos: Qos;
  /** MQTT 5 only. */
  readonly retainHandling: RetainHandling;
}

export function encodeSubscription(
  protocol: ProtocolVersion,
  packetId: number,
  { filter, qos, retainHandling }: Subscription,
): Uint8Array {
  const subscription =
    protocol === "5" ? { topic: filter, qos, nl: false, rap: false, rh: retainHandling } : { topic: filter, qos };
  return generate(
    { cmd: "subscribe", messageId: packetId, subscriptions: [subscription] },
    { protocolVersion: level[protocol] },
  );
}

/** A reason other than 0 exists in MQTT 5 only; 0x04 asks for the will all the same (section 3.14.2.1). */
export function encodeLeave(protocol: ProtocolVersion, reason: 0 | 4): Uint8Array {
  return protocol === "5" && reason !== 0
    ? generate({ cmd: "disconnect", reasonCode: reason }, { protocolVersion: level["5"] })
    : Uint8Array.of(0xe0, 0);
}

/** A PUBLISH with QoS 3: a protocol error that must end the connection [MQTT-3.3.1-4]. */
export const forbiddenPublish: Uint8Array = Uint8Array.of(0x36, 5, 0, 1, 0x78, 0, 1);

const view = newPublishView();

/** The packet at buffer[start, end). Throws what is wrong with it. */
export function readStepPacket(
  protocol: ProtocolVersion,
  buffer: Uint8Array,
  [start, body, end]: readonly [number, number, number],
): StepPacket {
  const type = (buffer[start] ?? 0) >> 4;
  switch (type) {
    case packetType.PUBLISH:
      return readReceived(protocol, buffer, [start, body, end]);
    case packetType.PUBACK:
    case packetType.PUBREC:
    case packetType.PUBREL:
    case packetType.PUBCOMP: {
      if (end - body < 2) throw new Error(`malformed ${packetName(type)}`);
      const reason = protocol === "5" && end - body > 2 ? (buffer[body + 2] ?? 0) : 0;
      return { type: acknowledgements[type], packetId: readUint16(buffer, body), reason };
    }
    case packetType.CONNACK: {
      const packet = buffer.slice(start, end);
      const { code, isSessionPresent } = decodeConnack(packet, protocol);
      return {
        type: "CONNACK",
        code,
        isSessionPresent,
        allowances: protocol === "5" ? readAllowances(packet) : undefined,
      };
    }
    case packetType.SUBACK:
      return { type: "SUBACK", ...decodeSuback(buffer.slice(start, end), protocol) };
    case packetType.DISCONNECT:
      return { type: "DISCONNECT", reason: decodeDisconnect(buffer.slice(start, end), protocol) };
    default:
      return { type: "other", name: packetName(type) };
  }
}

const acknowledgements = {
  [packetType.PUBACK]: "PUBACK",
  [packetType.PUBREC]: "PUBREC",
  [packetType.PUBREL]: "PUBREL",
  [packetType.PUBCOMP]: "PUBCOMP",
} as const;

function readReceived(
  protocol: ProtocolVersion,
  buffer: Uint8Array,
  [start, body, end]: readonly [number, number, number],
): ReceivedPublish {
  const problem = readPublish(buffer, start, body, end, protocol === "5", view);
  if (problem !== undefined) throw new Error(problem);
  const { qos, isDuplicate, packetId, topicStart, topicEnd, payloadStart } = view;
  return {
    type: "PUBLISH",
    qos: qos === 0 ? 0 : qos === 1 ? 1 : 2,
    isDuplicate,
    isRetained: ((buffer[start] ?? 0) & 1) === 1,
    packetId,
    topic: Buffer.from(buffer.subarray(topicStart, topicEnd)).toString("utf8"),
    payload: buffer.slice(payloadStart, end),
  };
}

/** The packet in words, as a record has it. */
export function describePacket(packet: StepPacket): string {
  switch (packet.type) {
    case "PUBLISH":
      return describePublish(packet);
    case "CONNACK":
      return `CONNACK code ${packet.code}, session present ${packet.isSessionPresent ? 1 : 0}`;
    case "SUBACK":
      return `SUBACK ${packet.code}`;
    case "DISCONNECT":
      return `DISCONNECT ${reasonInWords(packet.reason)}`;
    case "other":
      return packet.name;
    default:
      return `${packet.type} ${packet.packetId}${packet.reason === 0 ? "" : `, ${reasonInWords(packet.reason)}`}`;
  }
}

/** The packet in words, for example `PUBLISH 1, QoS 2, DUP`. */
export function describePublish({
  qos,
  packetId,
  isDuplicate,
  isRetained,
}: Omit<Publish, "topic" | "payload">): string {
  return [
    qos === 0 ? "PUBLISH" : `PUBLISH ${packetId}`,
    `QoS ${qos}`,
    ...(isDuplicate ? ["DUP"] : []),
    ...(isRetained ? ["RETAIN"] : []),
  ].join(", ");
}
