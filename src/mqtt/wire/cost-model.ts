/** What a message costs by the specification: packets and bytes of each QoS level, exactly. */
import { acknowledgementBytes, remainingLengthBytes } from "./codec.ts";
import type { PublishProperties } from "./publish-properties.ts";
import type { ProtocolVersion } from "./control-packets.ts";

export interface MessageShape {
  readonly protocol: ProtocolVersion;
  readonly topicBytes: number;
  readonly payloadBytes: number;
  readonly qos: 0 | 1 | 2;
  /** Of the properties of MQTT 5, without the length before them; left out: 0. */
  readonly propertyBytes?: number;
}

/** Bytes of a PUBLISH (section 3.3). */
export function publishBytes({ protocol, topicBytes, payloadBytes, qos, propertyBytes = 0 }: MessageShape): number {
  const properties = protocol === "5" ? remainingLengthBytes(propertyBytes) + propertyBytes : 0;
  const remaining = 2 + topicBytes + (qos > 0 ? 2 : 0) + properties + payloadBytes;
  return 1 + remainingLengthBytes(remaining) + remaining;
}

/** Bytes of what a sensor states on each PUBLISH: an identifier each, then what section 3.3.2.3 says. */
export function statedPropertyBytes(stated: PublishProperties | undefined): number {
  if (stated === undefined) return 0;
  const { expirySeconds, isUtf8, contentType, responseTopic, correlationBytes, user } = stated;
  const text = (value: string): number => 2 + Buffer.byteLength(value);
  return (
    (expirySeconds === null ? 0 : 1 + 4) +
    (isUtf8 ? 1 + 1 : 0) +
    (contentType === null ? 0 : 1 + text(contentType)) +
    (responseTopic === null ? 0 : 1 + text(responseTopic)) +
    (correlationBytes === null ? 0 : 1 + 2 + correlationBytes) +
    user.reduce((sum, [name, value]) => sum + 1 + text(name) + text(value), 0)
  );
}

/** Bytes that a topic alias adds to a PUBLISH (section 3.3.2.3.4): its identifier, and two. */
export const topicAliasBytes = 3;

/** By how much a PUBLISH of so many bytes with a topic is longer than without, where an alias stands for it. */
export function namedTopicBytes(packetBytes: number, topicBytes: number): number {
  const header = [1, 2, 3, 4].find((length) => remainingLengthBytes(packetBytes - 1 - length) === length) ?? 4;
  const remaining = packetBytes - 1 - header;
  return topicBytes + header - remainingLengthBytes(remaining - topicBytes);
}

/** Bytes that a subscription identifier adds to a PUBLISH (section 3.3.2.3.8): its own identifier, and a variable byte integer. */
export function subscriptionIdentifierBytes(identifier: number | null): number {
  return identifier === null ? 0 : 1 + remainingLengthBytes(identifier);
}

interface Tally {
  packets: number;
  bytes: number;
}
export type Tallies = Record<string, Tally>;

/** The packets of one hop: those that go the way of the message, and those that answer. */
export interface HopTally {
  readonly forward: Tallies;
  readonly back: Tallies;
}

/** Adds `messages` exchanges of one shape to a hop's tally (section 4.3). */
export function addExchanges(tally: HopTally, shape: MessageShape, messages: number): void {
  add(tally.forward, "PUBLISH", messages, publishBytes(shape));
  if (shape.qos === 1) add(tally.back, "PUBACK", messages, acknowledgementBytes);
  if (shape.qos === 2) {
    add(tally.back, "PUBREC", messages, acknowledgementBytes);
    add(tally.forward, "PUBREL", messages, acknowledgementBytes);
    add(tally.back, "PUBCOMP", messages, acknowledgementBytes);
  }
}

function add(tallies: Tallies, packet: string, packets: number, bytesEach: number): void {
  if (packets === 0) return;
  const tally = (tallies[packet] ??= { packets: 0, bytes: 0 });
  tally.packets += packets;
  tally.bytes += packets * bytesEach;
}
