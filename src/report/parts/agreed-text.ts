/** What the broker's CONNACKs of MQTT 5 imposed on the clients. Pure. */
import type { RunResult } from "../../result/schema.ts";
import { absent, formatCount } from "../format.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder } from "../summary.ts";

const heading = ["connections", "aliases", "in flight", "packet, B", "QoS", "keepalive, s"] as const;

export function agreedTables(result: RunResult): readonly ReportTable[] {
  const rows = inCaseOrder(result).flatMap((trial) => {
    const { agreed = [] } = trial;
    if (agreed.length === 0) return [];
    return [
      ...trialHeading(result, trial),
      ...agreed.map((each) =>
        [
          each.connections,
          each.topicAliasMaximum,
          each.receiveMaximum,
          each.maximumPacketBytes,
          each.maximumQos,
          each.serverKeepaliveSeconds,
        ].map((value) => (value === null ? absent : formatCount(value))),
      ),
    ];
  });
  return rows.length === 0 ? [] : [{ heading, rows, remarks: [] }];
}
