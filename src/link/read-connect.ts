/** Reads the client id out of a CONNECT packet (section 3.1). */
import { readUint16 } from "../mqtt/wire/codec.ts";

/** Version 5: the properties stand between keepalive and client id. */
const levelOfVersion5 = 5;

/** `bytes` is the whole packet, `body` where its variable header begins; undefined: it is cut short. */
export function readClientId(bytes: Uint8Array, body: number): string | undefined {
  const afterName = body + 2 + readUint16(bytes, body);
  const level = bytes[afterName];
  // Level, flags, keepalive.
  let at = afterName + 4;
  if (level === levelOfVersion5) {
    let length = 0;
    let factor = 1;
    for (;;) {
      const digit = bytes[at] ?? 0;
      at += 1;
      length += (digit & 127) * factor;
      if (digit < 128) break;
      factor *= 128;
    }
    at += length;
  }
  const end = at + 2 + readUint16(bytes, at);
  if (level === undefined || end > bytes.length) return undefined;
  return new TextDecoder().decode(bytes.subarray(at + 2, end));
}
