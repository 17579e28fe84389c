/** What messages must take over all hops, beside what was counted on every connection. Pure. */
import type { HopTally } from "../../mqtt/wire/cost-model.ts";
import type { ConnectionLedger, MessagesOfAllHops } from "../../result/sections/ledger-section.ts";
import { differ } from "../account/reconcile.ts";

type Directions = MessagesOfAllHops["predicted"];
type Counts = Directions["up"];

const ofMessages = new Set(["PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP"]);

/** Exchanges that clients begin, and exchanges that the broker begins. */
export function bothWays(fromClients: HopTally, toClients: HopTally): Directions {
  return {
    up: addPackets(fromClients.forward, toClients.back),
    down: addPackets(toClients.forward, fromClients.back),
  };
}

/** `what`: what the messages are, in words. */
export function holdAgainst(
  what: string,
  predicted: Directions,
  { connections }: Pick<ConnectionLedger, "connections">,
): MessagesOfAllHops {
  const counted = { up: pick(connections.up), down: pick(connections.down) };
  const differences = [...differ(what, predicted, counted)];
  return { predicted, counted, agrees: differences.length === 0, differences };
}

function pick(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([name]) => ofMessages.has(name)));
}

export function addPackets(one: Counts, other: Counts): Counts {
  const merged = { ...one };
  for (const [name, { packets, bytes }] of Object.entries(other)) {
    const before = merged[name] ?? { packets: 0, bytes: 0 };
    merged[name] = { packets: before.packets + packets, bytes: before.bytes + bytes };
  }
  return merged;
}
