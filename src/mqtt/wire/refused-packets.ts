/** Which of a client's packets an answer of the broker refuses, and from which code on; which it accepts for nobody. */
import { packetType } from "./packet-types.ts";

/** DISCONNECT is the broker's own: it refuses the connection that stood. */
export type RefusedPacket = "CONNECT" | "SUBSCRIBE" | "PUBLISH" | "PUBREL" | "DISCONNECT";

/** The reason code of what went well, or of nothing else to say. */
export const success = 0;

/** Reason codes from here on are failures (5.0, section 2.4), and so is the one of a SUBACK of 3.1.1 (section 3.9.3). */
export const firstFailure = 0x80;

/** A broker that ends refuses nobody. */
const serverShuttingDown = 0x8b;

/** 5.0, sections 3.4.2.1 and 3.5.2.1: acknowledged, and nobody had subscribed to its topic. A broker need not say so. */
const noMatchingSubscribers = 0x10;

const refusedBy: Readonly<Record<number, RefusedPacket>> = {
  [packetType.CONNACK]: "CONNECT",
  [packetType.SUBACK]: "SUBSCRIBE",
  [packetType.PUBACK]: "PUBLISH",
  [packetType.PUBREC]: "PUBLISH",
  [packetType.PUBCOMP]: "PUBREL",
  [packetType.DISCONNECT]: "DISCONNECT",
};

/** `answer`: the type of the broker's packet. undefined: it refuses nothing. */
export function refusedPacket(answer: number, code: number): RefusedPacket | undefined {
  if (answer === packetType.CONNACK) return code === 0 ? undefined : "CONNECT";
  if (code < firstFailure || (answer === packetType.DISCONNECT && code === serverShuttingDown)) return undefined;
  return refusedBy[answer];
}

/** The packet that an answer says more of than that it came: it is refused, or is accepted for nobody. */
export function toldPacket(answer: number, code: number): RefusedPacket | undefined {
  const isOfPublish = answer === packetType.PUBACK || answer === packetType.PUBREC;
  return isOfPublish && code === noMatchingSubscribers ? "PUBLISH" : refusedPacket(answer, code);
}

/** Whether what was told is a PUBLISH accepted for nobody. */
export function isUnmatched({ packet, code }: { readonly packet: RefusedPacket; readonly code: number }): boolean {
  return packet === "PUBLISH" && code === noMatchingSubscribers;
}
