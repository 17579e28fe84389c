/** Everything that a shard tells only at the end. */
import type { Ledger } from "../../mqtt/wire/ledger.ts";
import type { Deliveries } from "./received/deliveries.ts";
import type { Leaving } from "./leaving.ts";
import type { ShardLoad } from "./shard-load.ts";
import type { Reconnects } from "./reconnects.ts";
import type { BrokerSays } from "./broker-says.ts";
import type { Roster } from "./roster.ts";
import type { ShardReport } from "../messages.ts";

/** What stood when finishing began. */
export type AtEnd = Pick<
  ShardReport,
  "longestGapNs" | "unsubscribed" | "oldestUnfinishedNs" | "reconnecting" | "unended"
>;

type Parts = readonly [Roster, ShardLoad, Deliveries, Ledger, Reconnects, BrokerSays, Leaving];

export function reportShard(
  [roster, load, deliveries, ledger, reconnects, says, leaving]: Parts,
  atEnd: AtEnd,
): ShardReport {
  return {
    ...roster.report(),
    ...says.report(),
    sent: load.sentBySensor(),
    unfinished: load.unfinished(),
    seen: deliveries.counts(),
    left: leaving.left,
    ...atEnd,
    packets: ledger.packets,
    packetBytes: ledger.bytes,
    aliased: ledger.aliased,
    namedAgain: ledger.namedAgain,
    beyondQuota: ledger.beyondQuota,
    resent: ledger.resent,
    strays: ledger.strays,
    outages: reconnects.outages.list,
  };
}
