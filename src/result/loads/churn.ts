/** What a result keeps of devices that come and go. */
import { z } from "zod";
import type { ValueName } from "../../metrics/catalogue.ts";
import { histogram } from "../sections/histogram-section.ts";
import { connectionLedger, messagesOfAllHops } from "../sections/ledger-section.ts";

const count = z.number();

const churnRow = z.strictObject({
  name: z.string(),
  devices: count,
  qos: z.number(),
  due: count.describe("visits due in measure"),
  begun: count.describe("of these, connections that were opened"),
  waited: count.describe("of those due, while their device was still there: begun later, or not at all"),
  connected: count.describe("of those begun, accepted by the broker"),
  failed: z
    .record(z.string(), count)
    .describe("of those due, why they did not come to the end of their messages, in words"),
  shortestNs: count
    .nullable()
    .optional()
    .describe(
      "the shortest time that a visit kept its device, from connecting to having left; null: none came to its end",
    ),
  sessionsLost: count.describe("devices that came again and whose kept session the broker had forgotten"),
  sent: count.describe("messages"),
  expected: count.describe("deliveries: messages sent × receivers"),
  delivered: count.describe("of these, seen at least once"),
  lost: count,
  duplicate: count.describe("deliveries beyond the first"),
  connectTime: histogram.nullable().describe("intended visit → CONNACK"),
  visitTime: histogram.nullable().describe("intended visit → its last message acknowledged, at QoS 0 sent"),
});

export const churn = z.strictObject({
  kind: z.literal("churn"),
  connectsPerSecond: z.number().describe("as stated, of all devices together"),
  forNs: z.number(),
  leave: z.array(z.string()).describe("how devices leave, in turn"),
  opened: count.describe(
    "TCP connections of all clients over the whole trial, CONNECTs sent: what the kernel accepted",
  ),
  rows: z.array(churnRow).describe("a row a group of devices"),
  messages: messagesOfAllHops.describe("of all visits, those of warm-up included"),
  ledger: connectionLedger,
});

export type ChurnSection = z.output<typeof churn>;
export type ChurnRow = ChurnSection["rows"][number];

/** Counts of those groups together, by the metrics that they are of; `isHeard`: somebody receives what visits send. */
export function churnCounts(rows: readonly ChurnRow[], isHeard: boolean): Partial<Record<ValueName, number>> {
  const sum = (of: (row: ChurnRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    visits: sum(({ due }) => due),
    visitsWaited: sum(({ waited }) => waited),
    visitsFailed: sum(({ failed }) => Object.values(failed).reduce((total, each) => total + each, 0)),
    ...(isHeard && {
      visitMessages: sum(({ expected }) => expected),
      visitMessagesLost: sum(({ lost }) => lost),
      visitMessagesDuplicate: sum(({ duplicate }) => duplicate),
    }),
  };
}
