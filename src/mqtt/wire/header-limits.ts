/** What a fixed header may say, by its first byte: type, flags (sections 2.1.2, 2.1.3) and the length that may follow. */
import { formatCount } from "../../format.ts";
import type { ProtocolVersion } from "./control-packets.ts";
import { packetName, packetOf, packetType } from "./packet-types.ts";

/** The most bytes that a packet may have, its header included, by its first byte; `forbidden` where none may come. */
export interface HeaderLimits {
  readonly largestBytes: Int32Array;
  /** What CONNECT asked for (5.0, section 3.1.2.11.4); null: nothing. */
  readonly maximumPacketBytes: number | null;
  /** Who sends them. */
  readonly sender: Sender;
}

type Sender = "broker" | "client";
type TypeName = keyof typeof packetType;

export const forbidden = -1;

/** The largest packet there is (section 2.2.3). */
export const largestPacketBytes = 268_435_460;

/** The most bytes of a packet without a payload in version 5, which may carry a reason string and user properties. */
const largestWithProperties = 65_536;
/** Bytes of the packets that have no more than their identifier in version 3.1.1. */
const shortBytes = 4;
const bareBytes = 2;

/** PUBREL, SUBSCRIBE and UNSUBSCRIBE have the flags 0010 [MQTT-2.2.2-1]. */
const flagged: ReadonlySet<number> = new Set([packetType.PUBREL, packetType.SUBSCRIBE, packetType.UNSUBSCRIBE]);

const both: readonly TypeName[] = ["PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP"];
const senders: Readonly<Record<Sender, readonly TypeName[]>> = {
  broker: [...both, "CONNACK", "SUBACK", "UNSUBACK", "PINGRESP", "DISCONNECT", "AUTH"],
  client: [...both, "CONNECT", "SUBSCRIBE", "UNSUBSCRIBE", "PINGREQ", "DISCONNECT", "AUTH"],
};
/** A broker sends them in version 5 only. */
const since5: ReadonlySet<TypeName> = new Set<TypeName>(["DISCONNECT", "AUTH"]);

/** The limits of what a broker may send; `largestPublishBytes`: what the scenario can expect; `maximumPacketBytes`: what CONNECT asks for. */
export function limitsOfBroker(
  protocol: ProtocolVersion,
  largestPublishBytes: number,
  maximumPacketBytes: number | null = null,
): HeaderLimits {
  const limits = limitsOf("broker", protocol, largestPublishBytes);
  if (maximumPacketBytes === null) return limits;
  return {
    ...limits,
    maximumPacketBytes,
    largestBytes: limits.largestBytes.map((bytes) => Math.min(bytes, maximumPacketBytes)),
  };
}

/** The limits of what a client may send. */
export function limitsOfClient(protocol: ProtocolVersion): HeaderLimits {
  return limitsOf("client", protocol, largestPacketBytes);
}

function limitsOf(sender: Sender, protocol: ProtocolVersion, largestPublishBytes: number): HeaderLimits {
  const largestBytes = new Int32Array(256).fill(forbidden);
  for (const name of senders[sender]) {
    if (sender === "broker" && protocol !== "5" && since5.has(name)) continue;
    const type = packetType[name];
    const limit = largestOf(name, protocol, largestPublishBytes);
    if (type !== packetType.PUBLISH) largestBytes[(type << 4) | (flagged.has(type) ? 2 : 0)] = limit;
    // There is no QoS 3 [MQTT-3.3.1-4].
    else for (let flags = 0; flags < 16; flags += 1) if ((flags & 6) !== 6) largestBytes[(type << 4) | flags] = limit;
  }
  return { largestBytes, maximumPacketBytes: null, sender };
}

function largestOf(name: TypeName, protocol: ProtocolVersion, largestPublishBytes: number): number {
  switch (name) {
    case "PUBLISH":
      return largestPublishBytes;
    case "PINGREQ":
    case "PINGRESP":
      return bareBytes;
    case "CONNECT":
    case "SUBSCRIBE":
    case "UNSUBSCRIBE":
      return largestPacketBytes;
    case "SUBACK":
      return largestWithProperties;
    case "DISCONNECT":
      return protocol === "5" ? largestWithProperties : bareBytes;
    default:
      return protocol === "5" ? largestWithProperties : shortBytes;
  }
}

/** What is wrong with a packet that begins with this byte, in words. */
export function headerProblem(first: number, sender: Sender): string {
  const type = first >> 4;
  const name = packetOf(type);
  if (name === undefined) return `header 0x${hex(first)}: packet type 0 is reserved`;
  if (name === "PUBLISH") return "PUBLISH with QoS 3";
  const due = flagged.has(type) ? 2 : 0;
  if ((first & 15) !== due)
    return `header 0x${hex(first)}: ${name} with the flags ${bits(first & 15)}, where ${bits(due)} is due`;
  return senders[sender].includes(name) ? `unexpected ${name}` : `${name}, which a ${sender} never sends`;
}

/** What is wrong with a packet that is longer, by its header, than it may be. */
export function lengthProblem(
  first: number,
  bytes: number,
  { largestBytes, maximumPacketBytes }: HeaderLimits,
): string {
  const most = largestBytes[first] ?? 0;
  const packet = `${packetName(first >> 4)} of ${formatCount(bytes)} bytes`;
  return most === maximumPacketBytes
    ? `${packet}, where CONNECT allowed ${formatCount(most)} [MQTT-3.1.2-24]`
    : `${packet}, where at most ${formatCount(most)} can come`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function bits(flags: number): string {
  return flags.toString(2).padStart(4, "0");
}
