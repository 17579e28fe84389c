/** What the broker refused, by packet and code: how often, in its own words, and whose came first; and what it accepted for nobody. */
import { formatCount } from "../../format.ts";
import { decodeReasonString } from "../../mqtt/wire/control-packets.ts";
import type { ProtocolVersion } from "../../mqtt/wire/control-packets.ts";
import { refusalName } from "../../mqtt/wire/reason-codes.ts";
import { isUnmatched, toldPacket } from "../../mqtt/wire/refused-packets.ts";
import type { RefusedPacket } from "../../mqtt/wire/refused-packets.ts";
import type { Note, Trial } from "../../result/schema.ts";
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

  /** An answer of the broker, at buffer[start, end), whose code is not that of success. Every message may have one: only the first of a kind is read. */
  count(clientId: string, answer: number, code: number, buffer: Uint8Array, start: number, end: number): void {
    const packet = toldPacket(answer, code);
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
  all: readonly RefusalPart[],
  protocol: ProtocolVersion,
  prefix: string,
): Pick<Trial, "refusals" | "noSubscribers"> {
  const [ofNobody, refusing] = [all.filter(isUnmatched), all.filter((part) => !isUnmatched(part))];
  const [unmatched] = describeKinds(ofNobody, protocol, prefix);
  const refusals = describeKinds(refusing, protocol, prefix);
  return {
    ...(refusals.length > 0 && { refusals }),
    ...(unmatched !== undefined && { noSubscribers: { count: unmatched.count, clients: unmatched.clients } }),
  };
}

function describeKinds(parts: readonly RefusalPart[], protocol: ProtocolVersion, prefix: string): RefusalsSection {
  const kinds = new Map<string, RefusalPart[]>();
  for (const part of parts) {
    const key = `${part.packet} ${part.code}`;
    kinds.set(key, [...(kinds.get(key) ?? []), part]);
  }
  return [...kinds.values()]
    .map((kind) => kind.toSorted((a, b) => firstNs(a) - firstNs(b)))
    .map((kind) => describeKind(kind, protocol, prefix))
    .toSorted((a, b) => packets.indexOf(a.packet) - packets.indexOf(b.packet) || b.count - a.count);
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

/** MQTT 5: what it accepted for nobody (0x10), in words. `isDeliveryDue`: receivers of the trial match what it publishes, so that what went to nobody went missing. */
export function noSubscriberWarnings(
  { noSubscribers }: Pick<Trial, "noSubscribers">,
  isDeliveryDue: boolean,
): readonly Note[] {
  if (noSubscribers === undefined) return [];
  const { count, clients } = noSubscribers;
  const said = `the broker acknowledged ${formatCount(count)} PUBLISHes with "no matching subscribers" (0x10; first ${clients.join(", ")})`;
  const meaning = isDeliveryDue
    ? "it forwarded them to nobody, though receivers of this trial subscribe to such topics"
    : "it had nobody to forward them to, which costs it less than a delivery";
  return [{ code: "no-subscribers", text: `${said}, warm-up included: ${meaning}` }];
}

/** Somebody else's text: in one line, without secrets, and no longer than a line. */
export function brokerWords(text: string): string {
  const characters = Array.from(oneLine(hideSecrets(text)));
  return characters.length <= mostCharacters ? characters.join("") : `${characters.slice(0, mostCharacters).join("")}…`;
}
