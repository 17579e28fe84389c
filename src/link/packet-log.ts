/** The raw exchange of a client: every packet that reached the link's far end, and what became of it. */
import { readUint16 } from "../mqtt/wire/codec.ts";
import type { PacketName } from "../mqtt/wire/packet-types.ts";
import { bodyOf } from "../mqtt/wire/scanner.ts";
import type { CutManner, Direction } from "./link-settings.ts";

/** Times are ns since the trial began; `connection` counts the client's connections from 1. */
export type LogEntry =
  | {
      readonly kind: "packet";
      readonly atNs: number;
      readonly connection: number;
      readonly direction: Direction;
      readonly packet: PacketName;
      readonly bytes: number;
      /** null: this packet has none. */
      readonly packetId: number | null;
      /** Of a PUBLISH; null otherwise. */
      readonly publish: { readonly qos: number; readonly isDuplicate: boolean; readonly isRetained: boolean } | null;
      readonly fate: PacketFate;
    }
  | { readonly kind: "connected" | "closed"; readonly atNs: number; readonly connection: number }
  | { readonly kind: "cut"; readonly atNs: number; readonly connection: number; readonly manner: CutManner };

/** held: kept by a rule; released: the same packet, later. lost: on its way when the connection was cut. */
export type PacketFate = "passed" | "dropped" | "held" | "released" | "lost";

/** What the log says of a whole packet. */
export function packetFacts(
  packet: PacketName,
  bytes: Uint8Array,
): Pick<Extract<LogEntry, { kind: "packet" }>, "packet" | "bytes" | "packetId" | "publish"> {
  const facts = { packet, bytes: bytes.length };
  const body = bodyOf(bytes, 0);
  if (packet === "PUBLISH") {
    const first = bytes[0] ?? 0;
    const publish = {
      qos: (first >> 1) & 3,
      isDuplicate: (first & 8) !== 0,
      isRetained: (first & 1) !== 0,
    };
    const packetId = publish.qos === 0 ? null : readUint16(bytes, body + 2 + readUint16(bytes, body));
    return { ...facts, packetId, publish };
  }
  const packetId = carriesIdentifier.has(packet) ? readUint16(bytes, body) : null;
  return { ...facts, packetId, publish: null };
}

const carriesIdentifier: ReadonlySet<PacketName> = new Set<PacketName>([
  "PUBACK",
  "PUBREC",
  "PUBREL",
  "PUBCOMP",
  "SUBSCRIBE",
  "SUBACK",
  "UNSUBSCRIBE",
  "UNSUBACK",
]);

/** Keeps the first entries of a client, as many as were asked for. */
export class PacketLog {
  #limit = 0;
  #entries: LogEntry[] = [];

  get isKept(): boolean {
    return this.#entries.length < this.#limit;
  }

  keep(limit: number): void {
    this.#limit = limit;
  }

  add(entry: LogEntry): void {
    if (this.isKept) this.#entries.push(entry);
  }

  /** Hands over what was kept, and begins anew. */
  take(): readonly LogEntry[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }
}
