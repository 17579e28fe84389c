/** Which of a client's packets an answer of the broker refuses, and from which code on. */
import { packetType } from "./packet-types.ts";

/** DISCONNECT is the broker's own: it refuses the connection that stood. */
export type RefusedPacket = "CONNECT" | "SUBSCRIBE" | "PUBLISH" | "PUBREL" | "DISCONNECT";

/** Reason codes from here on are failures (5.0, section 2.4), and so is the one of a SUBACK of 3.1.1 (section 3.9.3). */
export const firstFailure = 0x80;

/** A broker that ends refuses nobody. */
const serverShuttingDown = 0x8b;

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
