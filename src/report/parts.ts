/** The parts that every report has, in their order: text, Markdown and HTML walk this list, and what one shows the others show. */
import { reportedLoads } from "./loads.ts";
import { agentTables } from "./parts/agents-text.ts";
import { agreedTables } from "./parts/agreed-text.ts";
import { accountTables } from "./parts/accounts-text.ts";
import { memoryTables } from "./parts/memory-text.ts";
import { groupTables } from "./parts/groups-text.ts";
import { linkTables } from "./parts/link-text.ts";
import { moneyTables } from "./parts/money/money-tables.ts";
import { ownTrafficTables } from "./parts/own-traffic-text.ts";
import type { ReportPart } from "./parts/part.ts";
import { recoveryTables } from "./parts/recovery-text.ts";
import { refusalTables } from "./parts/refusals-text.ts";
import { securedTables } from "./parts/secured-text.ts";
import { restartTables } from "./parts/restart-text.ts";
import { stageTables } from "./parts/stages-text.ts";
import { shareTables } from "./parts/shares-text.ts";

export const reportParts: readonly ReportPart[] = [
  {
    id: "accounts",
    title: "Every message accounted for",
    reading:
      "What the plan intended, what of it was sent, and what became of that: acknowledged, refused or never ended; then what was to be delivered, what came, what was lost, what came again or out of order.",
    tablesOf: accountTables,
    // One trial in full says the same.
    isInTerminal: ({ cases }) => cases.length > 1,
  },
  {
    id: "refusals",
    title: "What the broker refused",
    reading:
      "A row is a packet and the code it was refused with, by the specification's name for it, with what the broker itself said and the first clients it was said to. DISCONNECT is the broker's own: it ended a connection that stood.",
    tablesOf: refusalTables,
  },
  ...reportedLoads.flatMap(({ part }) => part ?? []),
  {
    id: "groups",
    title: "Group by group",
    reading:
      "A column is a group of sensors: its own messages, their deliveries and their latencies; all groups are what the other parts of this report show. – means that it does not exist there.",
    tablesOf: groupTables,
  },
  {
    id: "stages",
    title: "Stage by stage",
    reading:
      "A row is a stage of a rate that changes. Planned are the messages due in it by the schedule, the integral of its rate; sent left within it; what was acknowledged and delivered, and latencies, are of what ended within it, whenever it was due.",
    tablesOf: stageTables,
  },
  {
    id: "growth",
    title: "Whether memory grows",
    reading:
      "Resident memory through measure, from two minutes on: its median, its slope an hour (Theil and Sen, over twenty parts of measure) and both ends of the slope's 99 % interval. Flat: the interval lies within a fiftieth of the memory either way. Unknown: it holds that and more; a longer measure tells.",
    tablesOf: memoryTables,
  },
  {
    id: "shares",
    title: "Shared subscriptions",
    reading:
      "A row is a shared subscription: its members together are to receive each message once. Expected, lost and received again are counted over all of them, message by message; then the messages that a member received, of those that stayed. – means that none stayed.",
    tablesOf: shareTables,
  },
  {
    id: "money",
    title: "What the fleet pays",
    reading:
      "A row is a level: what a month of the stated fleet takes of money and battery, by the packets that were counted. Each figure is told below with its rule, its price and when that was read; then the bytes of a device by layer, the time its radio is on, and what one message and one command take at each level, which is why they differ.",
    tablesOf: moneyTables,
  },
  {
    id: "agents",
    title: "The agents",
    reading:
      "Of each agent: its share of the fleet, its clock less the coordinator's as far as that can be known, how late its last shard began, the cores it used in measure, what it counted of measure, and its own latencies. What all counted together is the sum.",
    tablesOf: agentTables,
  },
  {
    id: "link",
    title: "The link between clients and broker",
    reading:
      "One way is the delay that was planned. What the link adds to a round trip, and how late packets left it, are its own doing. The service time less that is the delay and the broker: beside it stands what the delay alone takes, round trips × 2d.",
    tablesOf: linkTables,
  },
  {
    id: "restart",
    title: "The broker's restart under load",
    reading:
      "When the broker was told to end, how long it took to be gone, how long it was down, and how long until it took connections again and the last client was back. – did not happen while the trial lasted.",
    tablesOf: restartTables,
  },
  {
    id: "outages",
    title: "Outages and recovery",
    reading:
      "A client is back when it is connected again, and recovered when the broker acknowledges a message of it, both from the cut; delayed are messages that were due before their sensor was back. Packets and bytes an outage are those of connecting and of sending again.",
    tablesOf: recoveryTables,
  },
  {
    id: "secured",
    title: "What TLS came to",
    reading:
      "A row is a version of TLS and a cipher, as the TLS library tells them: how many of the clients' handshakes were full ones, and how many took up a session of before.",
    tablesOf: securedTables,
  },
  {
    id: "agreed",
    title: "What CONNACK imposed",
    reading:
      "A row is what the broker's CONNACK of MQTT 5 said, alike on so many connections: topic aliases and messages in flight that a client may have, the largest packet and QoS it may send, and the keepalive where the broker sets its own. – means that it says nothing of that.",
    tablesOf: agreedTables,
  },
  {
    id: "own-traffic",
    title: "What mqbench sent beside the load",
    reading:
      "A row is the connections of one purpose: the clients of the scenario, and mqbench's own. The broker's counters of messages and bytes are to be compared with all together.",
    tablesOf: ownTrafficTables,
    // With several trials it would bury what they say of the broker.
    isInTerminal: ({ trials }) => trials.length === 1,
  },
];
