/** Reads from an arrived payload which message it is, wherever the payloads of the trial say so. */
import { identityBytes, readIntendedUs, readRunTag, readSensor, readSequence } from "../wire/payload.ts";
import { hexIdentityBytes } from "./payload-parts.ts";
import type { IdentityPlace } from "./payload-parts.ts";
import { readHex } from "./write-text.ts";

const twoTo32 = 2 ** 32;

/** What the payload that was read last says. One is reused for every packet of a thread. */
export interface ReadIdentity {
  runTag: number;
  sensor: number;
  sequence: number;
  /** Since the trial began. */
  intendedUs: number;
}

/** Of payloads that are bytes of one size. */
export const atStart: IdentityPlace = { as: "binary", from: "start", offset: 0 };

/** Reads the identity of the payload at packet[start, end) into `into`; false: there is none at that place. */
export function readIdentity(
  place: IdentityPlace,
  packet: Uint8Array,
  start: number,
  end: number,
  into: ReadIdentity,
): boolean {
  const length = place.as === "binary" ? identityBytes : hexIdentityBytes;
  const at = place.from === "start" ? start + place.offset : end - place.offset - length;
  if (at < start || at + length > end) return false;
  if (place.as === "hex") return readHexIdentity(packet, at, into);
  into.runTag = readRunTag(packet, at);
  into.sensor = readSensor(packet, at);
  into.sequence = readSequence(packet, at);
  into.intendedUs = readIntendedUs(packet, at);
  return true;
}

function readHexIdentity(packet: Uint8Array, at: number, into: ReadIdentity): boolean {
  into.runTag = readHex(packet, at, 4);
  into.sensor = readHex(packet, at + 4, 8);
  into.sequence = readHex(packet, at + 12, 8);
  const high = readHex(packet, at + 20, 4);
  const low = readHex(packet, at + 24, 8);
  into.intendedUs = high * twoTo32 + low;
  return into.runTag >= 0 && into.sensor >= 0 && into.sequence >= 0 && high >= 0 && low >= 0;
}
