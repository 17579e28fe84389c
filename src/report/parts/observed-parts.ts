/** What a report shows of guarantees and of the link, part by part: in which order, under which title, and how to read it. */
import type { RunResult } from "../../result/schema.ts";
import { groupTables } from "./groups-text.ts";
import { handshakeTables } from "./handshake-text.ts";
import { linkTables } from "./link-text.ts";
import { ownTrafficTables } from "./own-traffic-text.ts";
import { recoveryTables } from "./recovery-text.ts";
import { refusalTables } from "./refusals-text.ts";
import type { ReportTable } from "../report-table.ts";
import { restartTables } from "./restart-text.ts";
import { retainedTables } from "./retained-text.ts";
import { willTable } from "./will-text.ts";

interface ObservedPart {
  readonly id: string;
  readonly title: string;
  readonly reading: string;
  /** None where the result has nothing for it. */
  readonly tablesOf: (result: RunResult) => readonly ReportTable[];
}

export const observedParts: readonly ObservedPart[] = [
  {
    id: "refusals",
    title: "What the broker refused",
    reading:
      "A row is a packet and the code it was refused with, by the specification's name for it, with what the broker itself said and the first clients it was said to. DISCONNECT is the broker's own: it ended a connection that stood.",
    tablesOf: refusalTables,
  },
  {
    id: "guarantees",
    title: "Does each level keep its promise?",
    reading:
      "A row is a step at which the connection was cut, an answer withheld or a packet sent twice, a column where it was tried: kept or broken, and what was not delivered just once. – is not applicable: the broker has no such step.",
    tablesOf: handshakeTables,
  },
  {
    id: "wills",
    title: "Wills",
    reading:
      "A row is a way for a sensor to die. Expected are the wills that are due, times the subscribers; a will that is not due should not have come. Times are from a sensor's death to its will at a subscriber.",
    tablesOf: (result) => [willTable(result)].filter((table) => table !== undefined),
  },
  {
    id: "retained",
    title: "Retained messages",
    reading:
      "The QoS that a message arrived at for each pair of QoS, how soon late subscribers had every retained message, and what was left after messages were replaced or cleared. ! marks what is otherwise than the specification has it.",
    tablesOf: retainedTables,
  },
  {
    id: "groups",
    title: "Group by group",
    reading:
      "A column is a group of sensors: its own messages, their deliveries and their latencies; all groups are what the other parts of this report show. – means that it does not exist there.",
    tablesOf: groupTables,
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
    id: "own-traffic",
    title: "What mqbench sent beside the load",
    reading:
      "A row is the connections of one purpose: the clients of the scenario, and mqbench's own. The broker's counters of messages and bytes are to be compared with all together.",
    tablesOf: ownTrafficTables,
  },
];
