/** Packets and bytes by account, direction and packet type. */
import { namedTopicBytes } from "./cost-model.ts";
import { packetName, packetType } from "./packet-types.ts";
import type { BeyondQuota } from "./receive-quota.ts";

/** up: client → broker; down: broker → client. */
export const up = 0;
export const down = 1;
export type DirectionIndex = typeof up | typeof down;

const types = 16;
const rowsPerAccount = 2 * types;
const aliasedColumns = 3;

/** The account of what belongs to no message of measure: connecting, pings, warm-up. The sensor groups follow from 1. */
export const outside = 0;

/** The account of what others published, of a ledger with so many accounts of its own: it follows the last of these. */
export function strangersAccount(accounts: number): number {
  return accounts;
}

export class Ledger {
  readonly packets: Float64Array;
  readonly bytes: Float64Array;
  /** Acknowledgements that acknowledge nothing, by packet type: repeated, or of what was never sent. */
  readonly strays = new Float64Array(types);
  /** Sent again, since a connection was lost: messages, and PUBRELs that had left before. */
  readonly resent = { PUBLISH: { packets: 0, bytes: 0 }, PUBREL: { packets: 0, bytes: 0 } };
  /** Deliveries that had a topic alias of the broker's, by account; as `AliasedRow`. */
  readonly aliased: Float64Array;
  /** Bytes by which messages, sent for the first time, are longer since a later connection had to name their topic again; by account. */
  readonly namedAgain: Float64Array;
  /** Deliveries beyond a Receive Maximum that clients asked for. */
  readonly beyondQuota: BeyondQuota = { messages: 0, most: 0 };
  /** The account of messages that others published to our topics. */
  readonly strangers: number;

  /** `accounts`: `outside` and the sensor groups'. */
  constructor(accounts: number) {
    this.strangers = strangersAccount(accounts);
    this.packets = new Float64Array((accounts + 1) * rowsPerAccount);
    this.bytes = new Float64Array((accounts + 1) * rowsPerAccount);
    this.aliased = new Float64Array((accounts + 1) * aliasedColumns);
    this.namedAgain = new Float64Array(accounts + 1);
  }

  countResent(what: keyof Ledger["resent"], bytes: number): void {
    this.resent[what].packets += 1;
    this.resent[what].bytes += bytes;
  }

  count(account: number, direction: DirectionIndex, type: number, bytes: number): void {
    const row = account * rowsPerAccount + direction * types + type;
    this.packets[row] = (this.packets[row] ?? 0) + 1;
    this.bytes[row] = (this.bytes[row] ?? 0) + bytes;
  }

  /** `savedBytes`: by which it is shorter than with its topic and without an alias. */
  countAliased(account: number, isIntroducing: boolean, savedBytes: number): void {
    const row = account * aliasedColumns;
    const column = row + (isIntroducing ? 0 : 1);
    this.aliased[column] = (this.aliased[column] ?? 0) + 1;
    this.aliased[row + 2] = (this.aliased[row + 2] ?? 0) + savedBytes;
  }

  /** A message that names a topic and its alias: the plan has the first of a sensor do so, any other follows a lost connection. */
  countNamedAgain(account: number, sequence: number, packetBytes: number, topicBytes: number): void {
    if (sequence === 0) return;
    this.namedAgain[account] = (this.namedAgain[account] ?? 0) + namedTopicBytes(packetBytes, topicBytes);
  }

  stray(type: number): void {
    this.strays[type] = (this.strays[type] ?? 0) + 1;
  }
}

/** Deliveries that had an alias: with their topic, without, and bytes by which all are shorter than without aliases. */
export interface AliasedRow {
  readonly introducing: number;
  readonly short: number;
  readonly savedBytes: number;
}

/** Of some accounts together. */
export function readAliased(aliased: ArrayLike<number>, accounts: readonly number[]): AliasedRow {
  const add = (column: number): number =>
    accounts.reduce((sum, account) => sum + (aliased[account * aliasedColumns + column] ?? 0), 0);
  return { introducing: add(0), short: add(1), savedBytes: add(2) };
}

/** Counts by packet name; types that did not occur are left out. */
export function readStrays(strays: ArrayLike<number>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Array.from(strays, (count, type) => [packetName(type), count] as const).filter(([, count]) => count > 0),
  );
}

const connecting = [packetType.CONNECT, packetType.CONNACK, packetType.SUBSCRIBE, packetType.SUBACK];

/** What connecting and subscribing took until now, both directions. */
export function countConnecting({ packets, bytes }: Ledger, before = nothingCounted): typeof nothingCounted {
  const rows = [up, down].flatMap((direction) =>
    connecting.map((type) => outside * rowsPerAccount + direction * types + type),
  );
  const add = (counts: Float64Array): number => rows.reduce((sum, row) => sum + (counts[row] ?? 0), 0);
  return { packets: add(packets) - before.packets, bytes: add(bytes) - before.bytes };
}

export const nothingCounted: { readonly packets: number; readonly bytes: number } = { packets: 0, bytes: 0 };

/** Packets and bytes by packet name. */
export type PacketCounts = Readonly<Record<string, { readonly packets: number; readonly bytes: number }>>;

/** One account and direction of a ledger's arrays, by packet name; types that did not occur are left out. */
export function readLedger(
  arrays: { readonly packets: ArrayLike<number>; readonly bytes: ArrayLike<number> },
  account: number,
  direction: DirectionIndex,
): PacketCounts {
  const counts: Record<string, { packets: number; bytes: number }> = {};
  for (let type = 1; type < types; type += 1) {
    const row = account * rowsPerAccount + direction * types + type;
    const packets = arrays.packets[row] ?? 0;
    if (packets > 0) counts[packetName(type)] = { packets, bytes: arrays.bytes[row] ?? 0 };
  }
  return counts;
}
