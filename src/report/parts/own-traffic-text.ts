/** What mqbench's own connections carried beside the clients', and all together: what the broker's own counters are to be compared with. Pure. */
import type { RunResult, Trial } from "../../result/schema.ts";
import { formatCount } from "../format.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder } from "../summary.ts";

type Traffic = NonNullable<Trial["ownTraffic"]>[string];
type Sums = readonly [packetsUp: number, bytesUp: number, packetsDown: number, bytesDown: number];

const heading = ["connections to the broker", "packets up", "bytes up", "packets down", "bytes down"] as const;
const until =
  "MQTT packets and bytes from CONNECT to the end of the trial; a broker's own counters have the last line, and what others sent";

export function ownTrafficTables(result: RunResult): readonly ReportTable[] {
  const rows = inCaseOrder(result).flatMap((trial) => {
    const { ownTraffic, load } = trial;
    if (ownTraffic === undefined) return [];
    const parts = [
      ["sensors and subscribers", sumsOf(load.ledger.connections)] as const,
      ...Object.entries(ownTraffic).map(([purpose, traffic]) => [`mqbench's ${purpose}`, sumsOf(traffic)] as const),
    ];
    const all = parts.map(([, sums]) => sums).reduce(add);
    return [...trialHeading(result, trial), ...[...parts, ["all together", all] as const].map(rowOf)];
  });
  return rows.length === 0 ? [] : [{ heading, rows, remarks: [until], foldedUnder: "packets and bytes by connection" }];
}

function rowOf([title, sums]: readonly [string, Sums]): readonly string[] {
  return [title, ...sums.map(formatCount)];
}

function sumsOf({ up, down }: Traffic): Sums {
  const total = (counts: Traffic["up"], key: "packets" | "bytes"): number =>
    Object.values(counts).reduce((sum, each) => sum + each[key], 0);
  return [total(up, "packets"), total(up, "bytes"), total(down, "packets"), total(down, "bytes")];
}

function add(one: Sums, other: Sums): Sums {
  return [one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]];
}
