/** What else may listen where a broker was looked for, by the first bytes that it sends. */
import { otherCause } from "./cause.ts";
import type { Cause } from "./cause.ts";

const longestShown = 40;
/** A TLS record of an alert or a handshake, by its type and the first byte of its version (RFC 8446, section 5.1). */
const tlsRecords: ReadonlySet<number> = new Set([0x15, 0x16]);
const tlsVersion = 3;

/** Who sent these bytes; undefined where it may be MQTT, or nothing that is known. */
export function strangerIn(buffer: Uint8Array, length: number): Cause | undefined {
  if (tlsRecords.has(buffer[0] ?? 0) && buffer[1] === tlsVersion)
    return { code: "speaks TLS", words: "what listens there speaks TLS, not plain MQTT" };
  const text = Buffer.from(buffer.subarray(0, Math.min(length, 512))).toString("latin1");
  const [, status] = /^HTTP\/\d(?:\.\d)? (\d{3})/u.exec(text) ?? [];
  if (status !== undefined)
    return { code: "speaks HTTP", words: `what listens there answers with HTTP (status ${status}), not MQTT` };
  const [greeting = ""] = /^[ -~]{8,}/u.exec(text) ?? [];
  return greeting === ""
    ? undefined
    : otherCause(
        `what listens there is not an MQTT broker: it says ${JSON.stringify(greeting.slice(0, longestShown))}`,
      );
}
