/** What the broker refused, by packet and code: how often, in its own words, and whose came first. */
import { decodeReasonString } from "../../mqtt/wire/control-packets.ts";
import type { ProtocolVersion } from "../../mqtt/wire/control-packets.ts";
import { refusalName } from "../../mqtt/wire/reason-codes.ts";
import { refusedPacket } from "../../mqtt/wire/refused-packets.ts";
import type { RefusedPacket } from "../../mqtt/wire/refused-packets.ts";
import type { RefusalsSection } from "../../result/sections/refusals-section.ts";
import { hideSecrets } from "../../secrets.ts";
import { oneLine } from "../../visible-text.ts";
import type { RefusalPart } from "../messages.ts";

const mostClients = 3;
/** Characters that are shown of the broker's words, which may be 65,535 bytes. */
const mostCharacters = 200;
/** Characters that are kept until secrets are hidden. */
const mostKept = 2000;
const packets: readonly RefusedPacket[] = ["CONNECT", "SUBSCRIBE", "PUBLISH", "PUBREL", "DISCONNECT"];

export class Refusals {
  readonly #protocol: ProtocolVersion;
  readonly #now: () => number;
  readonly #found = new Map<number, RefusalPart>();

  constructor(protocol: ProtocolVersion, now: () => number) {
    this.#protocol = protocol;
    this.#now = now;
  }

  /** An answer of the broker, at buffer[start, end). Every message may be refused: only the first of a kind is read. */
  count(clientId: string, answer: number, code: number, buffer: Uint8Array, start: number, end: number): void {
    const packet = refusedPacket(answer, code);
    if (packet === undefined) return;
    const key = answer * 256 + code;
    let part = this.#found.get(key);
    if (part === undefined) {
      const reason = decodeReasonString(buffer.subarray(start, end), this.#protocol);
      part = { packet, code, count: 0, reason: reason?.slice(0, mostKept) ?? null, first: [] };
      this.#found.set(key, part);
    }
    part.count += 1;
    if (part.first.length < mostClients && !isAmong(part.first, clientId))
      part.first.push({ clientId, atNs: this.#now() });
  }

  get parts(): readonly RefusalPart[] {
    return [...this.#found.values()];
  }
}

function isAmong(first: RefusalPart["first"], clientId: string): boolean {
  for (const each of first) if (each.clientId === clientId) return true;
  return false;
}

/** The parts of all shards together; a result has no key where there are none. `prefix`: what every client id begins with. */
export function describeRefusals(
  parts: readonly RefusalPart[],
  protocol: ProtocolVersion,
  prefix: string,
): { readonly refusals?: RefusalsSection } {
  const kinds = new Map<string, RefusalPart[]>();
  for (const part of parts) {
    const key = `${part.packet} ${part.code}`;
    kinds.set(key, [...(kinds.get(key) ?? []), part]);
  }
  const refusals = [...kinds.values()]
    .map((kind) => kind.toSorted((a, b) => firstNs(a) - firstNs(b)))
    .map((kind) => describeKind(kind, protocol, prefix))
    .toSorted((a, b) => packets.indexOf(a.packet) - packets.indexOf(b.packet) || b.count - a.count);
  return refusals.length === 0 ? {} : { refusals };
}

/** `kind`: the refusals of one packet and code, the earliest first. */
function describeKind(
  kind: readonly RefusalPart[],
  protocol: ProtocolVersion,
  prefix: string,
): RefusalsSection[number] {
  const { packet, code } = kind[0] ?? { packet: "PUBLISH", code: 0 };
  const reason = kind.find((part) => part.reason !== null)?.reason ?? null;
  const inOrder = kind.flatMap(({ first }) => first).toSorted((a, b) => a.atNs - b.atNs);
  const clients = new Set(inOrder.map(({ clientId }) => withoutPrefix(clientId, prefix)));
  return {
    packet,
    code,
    name: refusalName(packet, code, protocol),
    reason: reason === null ? null : brokerWords(reason),
    count: kind.reduce((sum, { count }) => sum + count, 0),
    clients: [...clients].slice(0, mostClients),
  };
}

function firstNs({ first }: RefusalPart): number {
  return first[0]?.atNs ?? Number.POSITIVE_INFINITY;
}

function withoutPrefix(clientId: string, prefix: string): string {
  return clientId.startsWith(prefix) ? clientId.slice(prefix.length) : clientId;
}

/** Somebody else's text: in one line, without secrets, and no longer than a line. */
export function brokerWords(text: string): string {
  const characters = Array.from(oneLine(hideSecrets(text)));
  return characters.length <= mostCharacters ? characters.join("") : `${characters.slice(0, mostCharacters).join("")}…`;
}
