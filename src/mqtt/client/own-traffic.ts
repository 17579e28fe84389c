/** What mqbench's own connections to a broker carry, beside those of the load. */
import { down, outside, readLedger, up } from "../wire/ledger.ts";
import type { Ledger, PacketCounts } from "../wire/ledger.ts";

export interface OwnConnections {
  /** In a word or two: `greeting`, `$SYS reader`. */
  readonly purpose: string;
  /** The packets of one account. */
  readonly ledger: Ledger;
}

export interface Traffic {
  readonly up: PacketCounts;
  readonly down: PacketCounts;
}

/** By purpose; what sent nothing is left out. */
export function readOwnTraffic(connections: readonly OwnConnections[]): Readonly<Record<string, Traffic>> {
  const traffic: Record<string, Traffic> = {};
  for (const { purpose, ledger } of connections) {
    const counted = { up: readLedger(ledger, outside, up), down: readLedger(ledger, outside, down) };
    if (Object.keys(counted.up).length === 0) continue;
    const before = traffic[purpose];
    traffic[purpose] =
      before === undefined
        ? counted
        : { up: addPackets(before.up, counted.up), down: addPackets(before.down, counted.down) };
  }
  return traffic;
}

function addPackets(one: PacketCounts, other: PacketCounts): PacketCounts {
  const sum = { ...one };
  for (const [name, { packets, bytes }] of Object.entries(other))
    sum[name] = { packets: (sum[name]?.packets ?? 0) + packets, bytes: (sum[name]?.bytes ?? 0) + bytes };
  return sum;
}
