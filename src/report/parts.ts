/** The parts that every report has, in their order: text, Markdown and HTML walk this list, and what one shows the others show. */
import { reportedLoads } from "./loads.ts";
import { groupTables, renderGroups } from "./parts/groups-text.ts";
import { linkTables, renderLink } from "./parts/link-text.ts";
import { ownTrafficTables, renderOwnTraffic } from "./parts/own-traffic-text.ts";
import type { ReportPart } from "./parts/part.ts";
import { recoveryTables, renderRecovery } from "./parts/recovery-text.ts";
import { refusalTables, renderRefusals } from "./parts/refusals-text.ts";
import { renderRestart, restartTables } from "./parts/restart-text.ts";

export const reportParts: readonly ReportPart[] = [
  {
    id: "refusals",
    title: "What the broker refused",
    reading:
      "A row is a packet and the code it was refused with, by the specification's name for it, with what the broker itself said and the first clients it was said to. DISCONNECT is the broker's own: it ended a connection that stood.",
    tablesOf: refusalTables,
    blocksOf: (result) => [renderRefusals(result)],
    isAnswer: false,
  },
  ...reportedLoads.flatMap(({ part }) => part ?? []),
  {
    id: "groups",
    title: "Group by group",
    reading:
      "A column is a group of sensors: its own messages, their deliveries and their latencies; all groups are what the other parts of this report show. – means that it does not exist there.",
    tablesOf: groupTables,
    blocksOf: (result) => [renderGroups(result)],
    isAnswer: false,
  },
  {
    id: "link",
    title: "The link between clients and broker",
    reading:
      "One way is the delay that was planned. What the link adds to a round trip, and how late packets left it, are its own doing. The service time less that is the delay and the broker: beside it stands what the delay alone takes, round trips × 2d.",
    tablesOf: linkTables,
    blocksOf: (result) => [renderLink(result)],
    isAnswer: false,
  },
  {
    id: "restart",
    title: "The broker's restart under load",
    reading:
      "When the broker was told to end, how long it took to be gone, how long it was down, and how long until it took connections again and the last client was back. – did not happen while the trial lasted.",
    tablesOf: restartTables,
    blocksOf: (result) => [renderRestart(result)],
    isAnswer: false,
  },
  {
    id: "outages",
    title: "Outages and recovery",
    reading:
      "A client is back when it is connected again, and recovered when the broker acknowledges a message of it, both from the cut; delayed are messages that were due before their sensor was back. Packets and bytes an outage are those of connecting and of sending again.",
    tablesOf: recoveryTables,
    blocksOf: (result) => [renderRecovery(result)],
    isAnswer: false,
  },
  {
    id: "own-traffic",
    title: "What mqbench sent beside the load",
    reading:
      "A row is the connections of one purpose: the clients of the scenario, and mqbench's own. The broker's counters of messages and bytes are to be compared with all together.",
    tablesOf: ownTrafficTables,
    blocksOf: (result) => [renderOwnTraffic(result)],
    isAnswer: false,
  },
];
