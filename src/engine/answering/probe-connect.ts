/** The CONNECT of a probe, as far as the answering process must know it, and its CONNACK. */
import { readUint16 } from "../../mqtt/wire/codec.ts";
import { packetType } from "../../mqtt/wire/packet-types.ts";

/** The protocol's level is behind its name of four letters (section 3.1.2.2); the remaining length of a short CONNECT is one byte. */
const levelAt = 8;
/** Behind level, flags and keepalive. */
const propertiesAt = levelAt + 4;

const connack = Uint8Array.of(packetType.CONNACK << 4, 2, 0, 0);
/** With the length of its properties. */
const connack5 = Uint8Array.of(packetType.CONNACK << 4, 3, 0, 0, 0);

function isVersion5(connect: Uint8Array): boolean {
  return connect[levelAt] === 5;
}

export function clientIdOf(connect: Uint8Array): string {
  const at = isVersion5(connect) ? propertiesAt + 1 + (connect[propertiesAt] ?? 0) : propertiesAt;
  return Buffer.from(connect.subarray(at + 2, at + 2 + readUint16(connect, at))).toString("utf8");
}

export function acceptance(connect: Uint8Array): Uint8Array {
  return isVersion5(connect) ? connack5 : connack;
}
