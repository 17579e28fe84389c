/** The bytes of an exchange, layer by layer. Pure. */
import type { Fleet } from "../../result/schema.ts";
import { segmentHeaderBytes } from "./exchanges.ts";
import type { Exchange } from "./exchanges.ts";

/** Of one exchange, both ways. */
export interface Layers {
  readonly payload: number;
  /** Headers and whole packets of MQTT that carry no payload. */
  readonly mqtt: number;
  /** Of TCP and IP, of the segments that carry packets. */
  readonly headers: number;
  /** TCP's own segments without data. */
  readonly bare: number;
  /** Records and handshakes. */
  readonly tls: number;
}

/** What fits into a frame of 1,500 bytes beside the headers. */
const segmentBytes = 1448;
/** The most that a record carries (RFC 8446 section 5.1). */
const recordBytes = 16_384;
/** Header, content type and tag (RFC 8446 section 5.2); header, nonce and tag with AES-GCM (RFC 5246, 5288). */
export const recordOverheadBytes = { "1.2": 5 + 8 + 16, "1.3": 5 + 1 + 16 } as const;

export function layersOf(exchange: Exchange, tls: Fleet["tls"]): Layers {
  const packets = [...Object.values(exchange.up), ...Object.values(exchange.down)];
  const add = (of: (packets: number, bytesEach: number) => number): number =>
    packets.reduce((sum, { packets: count, bytes }) => sum + of(count, count === 0 ? 0 : bytes / count), 0);
  const mqttBytes = packets.reduce((sum, { bytes }) => sum + bytes, 0);
  const recordsOf = (bytes: number): number =>
    tls === undefined ? 0 : Math.ceil(bytes / recordBytes) * recordOverheadBytes[tls.version];
  return {
    payload: exchange.payloadBytes,
    mqtt: mqttBytes - exchange.payloadBytes,
    // A device sends seldom: each packet leaves in a segment of its own.
    headers: add((count, bytes) => count * Math.ceil((bytes + recordsOf(bytes)) / segmentBytes) * segmentHeaderBytes),
    bare: exchange.bareBytes,
    tls: add((count, bytes) => count * recordsOf(bytes)) + exchange.handshakeBytes,
  };
}

export function mqttBytesOf({ payload, mqtt }: Layers): number {
  return payload + mqtt;
}

export function wireBytesOf({ payload, mqtt, headers, bare, tls }: Layers): number {
  return payload + mqtt + headers + bare + tls;
}
