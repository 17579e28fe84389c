/** What a broker's codes mean, in words: CONNACK of 3.1.1 (section 3.2.2.3) and the reason codes of 5.0 (section 2.4). */
import type { Cause, CauseCode } from "./cause.ts";
import type { ProtocolVersion } from "./control-packets.ts";
import type { RefusedPacket } from "./refused-packets.ts";

const connectReturnCodes: Readonly<Record<number, string>> = {
  1: "unacceptable protocol version",
  2: "client identifier rejected",
  3: "server unavailable",
  4: "bad user name or password",
  5: "not authorized",
};

const connectCauses: Readonly<Record<number, CauseCode>> = { 1: "protocol version", 4: "not let in", 5: "not let in" };

const reasonCauses: Readonly<Record<number, CauseCode>> = {
  0x82: "protocol error",
  0x84: "protocol version",
  0x86: "not let in",
  0x87: "not let in",
};

const reasonCodes: Readonly<Record<number, string>> = {
  0x04: "disconnect with will message",
  0x10: "no matching subscribers",
  0x11: "no subscription existed",
  0x80: "unspecified error",
  0x81: "malformed packet",
  0x82: "protocol error",
  0x83: "implementation specific error",
  0x84: "unsupported protocol version",
  0x85: "client identifier not valid",
  0x86: "bad user name or password",
  0x87: "not authorized",
  0x88: "server unavailable",
  0x89: "server busy",
  0x8a: "banned",
  0x8b: "server shutting down",
  0x8c: "bad authentication method",
  0x8d: "keep alive timeout",
  0x8e: "session taken over",
  0x8f: "topic filter invalid",
  0x90: "topic name invalid",
  0x91: "packet identifier in use",
  0x92: "packet identifier not found",
  0x93: "receive maximum exceeded",
  0x94: "topic alias invalid",
  0x95: "packet too large",
  0x96: "message rate too high",
  0x97: "quota exceeded",
  0x98: "administrative action",
  0x99: "payload format invalid",
  0x9a: "retain not supported",
  0x9b: "QoS not supported",
  0x9c: "use another server",
  0x9d: "server moved",
  0x9e: "shared subscriptions not supported",
  0x9f: "connection rate exceeded",
  0xa0: "maximum connect time",
  0xa1: "subscription identifiers not supported",
  0xa2: "wildcard subscriptions not supported",
};

/** What the specification calls the code by which a packet was refused, without the number. */
export function refusalName(packet: RefusedPacket, code: number, protocol: ProtocolVersion): string {
  // 3.1.1, section 3.9.3: the one refusal that a SUBACK has there.
  if (packet === "SUBSCRIBE" && protocol === "3.1.1") return "failure";
  const words = packet === "CONNECT" && code < 0x80 ? connectReturnCodes[code] : reasonCodes[code];
  return words ?? "a code that is not in the specification";
}

/** A reason in words, for example "not authorized (0x87)". */
export function reasonInWords(code: number): string {
  return inWords(reasonCodes[code], code);
}

/** The cause of a CONNACK that refuses: 3.1.1 brokers, and 5.0 brokers that refuse an older client, use the short list. */
export function refusedConnect(code: number): Cause {
  const words = inWords(code < 0x80 ? connectReturnCodes[code] : reasonCodes[code], code);
  return { code: connectCauses[code] ?? reasonCauses[code] ?? "other", words: `broker refused CONNECT: ${words}` };
}

/** The cause of the broker's own DISCONNECT; `said`: its reason string. */
export function sentDisconnect(code: number, said: string | null = null): Cause {
  const words = code === 0 ? "normal" : reasonInWords(code);
  return {
    code: reasonCauses[code] ?? "other",
    words: `broker sent DISCONNECT: ${words}`,
    ...(said !== null && { said }),
  };
}

function inWords(words: string | undefined, code: number): string {
  const hex = `0x${code.toString(16).padStart(2, "0")}`;
  return words === undefined ? `reason code ${hex}` : `${words} (${hex})`;
}
