/** What a message costs by the specification: packets and bytes of each QoS level, exactly. */
import { acknowledgementBytes, remainingLengthBytes } from "./codec.ts";
import type { ProtocolVersion } from "./control-packets.ts";

export interface MessageShape {
  readonly protocol: ProtocolVersion;
  readonly topicBytes: number;
  readonly payloadBytes: number;
  readonly qos: 0 | 1 | 2;
}

/** Bytes of a PUBLISH (section 3.3); version 5 without properties. */
export function publishBytes({ protocol, topicBytes, payloadBytes, qos }: MessageShape): number {
  const remaining = 2 + topicBytes + (qos > 0 ? 2 : 0) + (protocol === "5" ? 1 : 0) + payloadBytes;
  return 1 + remainingLengthBytes(remaining) + remaining;
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
