/** What the broker's CONNACKs of MQTT 5 imposed on the clients. Pure. */
import { steadyOf } from "../../result/loads/steady-of.ts";
import type { RunResult, Trial } from "../../result/schema.ts";
import { absent, formatCount, formatCounted } from "../format.ts";
import { trialHeading } from "../report-table.ts";
import type { ReportTable } from "../report-table.ts";
import { inCaseOrder, trialName } from "../summary.ts";

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
  const remarks = inCaseOrder(result).flatMap((trial) => [...idRemark(result, trial), ...aliasRemark(result, trial)]);
  return rows.length === 0 ? [] : [{ heading, rows, remarks }];
}

function idRemark(result: RunResult, trial: Trial): readonly string[] {
  const assigned = (trial.agreed ?? []).filter(({ isIdAssigned }) => isIdAssigned === true);
  if (assigned.length === 0) return [];
  const connections = assigned.reduce((sum, each) => sum + each.connections, 0);
  return [
    `${trialName(result, trial)}: the broker assigned the client ids of ${formatCounted(connections, "connection")}`,
  ];
}

/** What the broker made of the aliases that subscribers allowed it. */
function aliasRemark(result: RunResult, trial: Trial): readonly string[] {
  const aliased = steadyOf(trial)?.ledger.aliased;
  if (aliased === undefined) return [];
  const { introducing, short, savedBytes } = aliased;
  if (introducing + short === 0)
    return [`${trialName(result, trial)}: the broker may use topic aliases, and used none in measure`];
  const saved = `${formatCounted(Math.abs(savedBytes), "byte")} ${savedBytes < 0 ? "more" : "less"}`;
  return [
    `${trialName(result, trial)}: ${formatCounted(introducing, "delivery", "deliveries")} introduced a topic alias of the broker's, ${formatCount(short)} came by one alone: ${saved} than without`,
  ];
}
