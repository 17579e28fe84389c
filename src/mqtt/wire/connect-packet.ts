/** CONNECT by mqtt-packet, and what that does not know: MQTT 5 takes a password without a user name, and a kept session of a client whose id the broker assigns. */
import type { IConnectPacket } from "mqtt-packet";
import { generate } from "./generate.ts";

/** Place of the flags from where the remaining length ends: behind the protocol's name with its length, and the version. */
const flagsAt = 7;
const userNameFlag = 0x80;
const cleanStartFlag = 0x02;
/** The bytes of a field that is empty. */
const lengthBytes = 2;

export function generateConnect(packet: IConnectPacket): Uint8Array {
  // Section 3.1.3.1: of the empty id nothing is asked of Clean Start.
  const isUnnamedAndKept = packet.clientId === "" && packet.clean === false;
  if (!isUnnamedAndKept) return generateNamed(packet);
  const bytes = generateNamed({ ...packet, clean: true });
  const flags = bodyStart(bytes) + flagsAt;
  bytes[flags] = (bytes[flags] ?? 0) & ~cleanStartFlag;
  return bytes;
}

/** With a client id, or with a clean start. */
function generateNamed(packet: IConnectPacket): Uint8Array {
  const { username, password, protocolVersion } = packet;
  const options = protocolVersion === undefined ? {} : { protocolVersion };
  if (username !== undefined || password === undefined) return generate(packet, options);
  // Section 3.1.3.1: the fields stand in this order: …, user name, password.
  const named = generate({ ...packet, username: "" }, options);
  return withoutUserName(named, lengthBytes + password.length);
}

/** The same packet, without the flag and the two bytes of an empty user name. */
function withoutUserName(packet: Uint8Array, passwordBytes: number): Uint8Array {
  const body = packet.subarray(bodyStart(packet));
  const nameEnd = body.length - passwordBytes;
  const rest = Uint8Array.from([...body.subarray(0, nameEnd - lengthBytes), ...body.subarray(nameEnd)]);
  rest[flagsAt] = (rest[flagsAt] ?? 0) & ~userNameFlag;
  return Uint8Array.from([packet[0] ?? 0, ...variableByteInteger(rest.length), ...rest]);
}

/** Where the body begins, behind the remaining length: every byte of that but the last has its highest bit set. */
function bodyStart(packet: Uint8Array): number {
  let at = 1;
  while (((packet[at] ?? 0) & 0x80) !== 0) at += 1;
  return at + 1;
}

/** Section 1.5.5. */
function variableByteInteger(value: number): readonly number[] {
  const [low, high] = [value % 128, Math.floor(value / 128)];
  return high === 0 ? [low] : [low | 0x80, ...variableByteInteger(high)];
}
