/** What a capture says of the messages of a run: when each packet of a handshake passed, and with how many bytes of headers. Pure. */
import { readIntendedUs } from "../src/mqtt/wire/payload.ts";

/** What `tshark -T fields` is asked for, a column each; a segment with several MQTT packets has several values, with commas between. */
export const captureFields = [
  "frame.time_relative",
  "tcp.stream",
  "tcp.dstport",
  "ip.hdr_len",
  "tcp.hdr_len",
  "mqtt.msgtype",
  "mqtt.qos",
  "mqtt.msgid",
  "mqtt.len",
  "mqtt.msg",
] as const;

/** A handshake that was seen from end to end. */
export interface WireExchange {
  /** When the message was due, since the trial began: its payload says so. */
  readonly intendedUs: number;
  /** PUBLISH to PUBACK, or to PUBCOMP. */
  readonly serviceTimeNs: number;
  /** PUBLISH to PUBACK, or to PUBREC. */
  readonly publishLegNs: number;
  /** PUBREL to PUBCOMP; null at QoS 1. */
  readonly releaseLegNs: number | null;
  /** Bytes of its MQTT packets, both ways. */
  readonly bytes: number;
}

/** TCP and IP, of the connections that published, from SYN to DISCONNECT. */
interface WireHeaders {
  readonly segments: number;
  readonly bytes: number;
}

export interface WireTimes {
  readonly exchanges: readonly WireExchange[];
  readonly headers: WireHeaders;
}

const type = { PUBLISH: 3, PUBACK: 4, PUBREC: 5, PUBREL: 6, PUBCOMP: 7, UNSUBACK: 11, DISCONNECT: 14 } as const;

interface Frame {
  readonly atNs: number;
  readonly isUp: boolean;
  readonly headerBytes: number;
  readonly packets: readonly Packet[];
}

interface Packet {
  readonly type: number;
  /** 0: it has none. */
  readonly id: number;
  readonly bytes: number;
  /** The payload of a PUBLISH. */
  readonly payload: string;
}

interface Open {
  readonly intendedUs: number;
  readonly publishNs: number;
  publishLegNs: number;
  pubrelNs: number;
  bytes: number;
}

/** `lines`: a frame each, of one run; `port`: the broker's. */
export function readWireTimes(lines: Iterable<string>, port: number): WireTimes {
  const streams = new Map<string, Connection>();
  const exchanges: WireExchange[] = [];
  for (const line of lines) {
    if (line === "") continue;
    const columns = line.split("\t");
    const name = columns[1] ?? "";
    const connection = streams.get(name) ?? new Connection(exchanges);
    streams.set(name, connection);
    connection.take(frameOf(columns, port));
  }
  const publishing = [...streams.values()].filter(({ hasPublished }) => hasPublished);
  const segments = publishing.reduce((sum, each) => sum + each.segments, 0);
  return { exchanges, headers: { segments, bytes: publishing.reduce((sum, each) => sum + each.headerBytes, 0) } };
}

/** The messages of measure are those that were due last. */
export function lastDue(exchanges: readonly WireExchange[], count: number): readonly WireExchange[] {
  return exchanges.toSorted((a, b) => a.intendedUs - b.intendedUs).slice(-count);
}

/** The smallest value that so many percent do not exceed; NaN of none. */
export function percentileOf(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** One TCP connection, frame by frame. */
class Connection {
  segments = 0;
  headerBytes = 0;
  hasPublished = false;
  #isOver = false;
  readonly #open = new Map<number, Open>();
  readonly #exchanges: WireExchange[];

  constructor(exchanges: WireExchange[]) {
    this.#exchanges = exchanges;
  }

  take({ atNs, isUp, headerBytes, packets }: Frame): void {
    if (packets.some((packet) => packet.type === type.DISCONNECT)) this.#isOver = true;
    if (this.#isOver) return;
    this.segments += 1;
    this.headerBytes += headerBytes;
    for (const packet of packets) if (packet.id > 0) this.#step(packet, isUp, atNs);
  }

  #step({ type: kind, id, bytes, payload }: Packet, isUp: boolean, atNs: number): void {
    if (isUp && kind === type.PUBLISH) {
      this.hasPublished = true;
      const intendedUs = readIntendedUs(Buffer.from(payload, "hex"), 0);
      this.#open.set(id, { intendedUs, publishNs: atNs, publishLegNs: 0, pubrelNs: 0, bytes });
      return;
    }
    const open = this.#open.get(id);
    if (open === undefined) return;
    open.bytes += bytes;
    if (isUp && kind === type.PUBREL) open.pubrelNs = atNs;
    if (isUp) return;
    if (kind === type.PUBACK || kind === type.PUBREC) open.publishLegNs = atNs - open.publishNs;
    if (kind !== type.PUBACK && kind !== type.PUBCOMP) return;
    this.#open.delete(id);
    this.#exchanges.push({
      intendedUs: open.intendedUs,
      serviceTimeNs: atNs - open.publishNs,
      publishLegNs: open.publishLegNs,
      releaseLegNs: kind === type.PUBCOMP ? atNs - open.pubrelNs : null,
      bytes: open.bytes,
    });
  }
}

function frameOf(columns: readonly string[], port: number): Frame {
  const [at = "", , to, ip, tcp, types = "", qos = "", ids = "", lengths = "", payloads = ""] = columns;
  const list = (text: string): string[] => (text === "" ? [] : text.split(","));
  const [levels, identifiers, remaining, contents] = [list(qos), list(ids), list(lengths), list(payloads)];
  const packets = list(types).map((word): Packet => {
    const kind = Number(word);
    const length = Number(remaining.shift());
    const isPublish = kind === type.PUBLISH;
    const level = isPublish ? Number(levels.shift()) : 1;
    const payload = isPublish ? (contents.shift() ?? "") : "";
    // CONNECT and CONNACK have none, nor has what comes after UNSUBACK (section 2.3.1).
    const hasId = level > 0 && kind >= type.PUBLISH && kind <= type.UNSUBACK;
    const id = hasId ? Number(identifiers.shift()) : 0;
    return { type: kind, id, bytes: 1 + lengthBytes(length) + length, payload };
  });
  return {
    atNs: Math.round(Number(at) * 1e9),
    isUp: Number(to) === port,
    headerBytes: Number(ip) + Number(tcp),
    packets,
  };
}

/** Bytes of a remaining length: 7 bits a byte (section 2.2.3). */
function lengthBytes(length: number): number {
  return length < 2 ** 7 ? 1 : length < 2 ** 14 ? 2 : length < 2 ** 21 ? 3 : 4;
}
