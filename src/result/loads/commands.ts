/** What a result keeps of commands and the replies to them. */
import { z } from "zod";
import type { ValueName } from "../../metrics/catalogue.ts";
import { histogram } from "../sections/histogram-section.ts";
import { connectionLedger, messagesOfAllHops } from "../sections/ledger-section.ts";

const count = z.number();
const level = z.number();

const commandRow = z.strictObject({
  name: z.string(),
  devices: count,
  qos: z.strictObject({
    command: level.describe("backend → broker"),
    subscribe: level.describe("of the device, broker → device"),
    reply: level.nullable().describe("device → broker; null: it does not reply"),
  }),
  timeoutNs: z.number(),
  asleepNs: z.number().describe("0: always awake"),
  awakeNs: z.number(),
  intended: count,
  sent: count,
  whileAway: count.describe("of these, due while their device was away"),
  delivered: count.describe("of these sent, seen by their device"),
  lost: count,
  duplicate: count.describe("deliveries of a command beyond the first"),
  repliesDue: count,
  inTime: count.describe("of these, heard by the backend before their time was over"),
  late: count.describe("heard after it"),
  timeouts: count.describe("not heard when it was over, the late ones included"),
  withheld: count.describe("of these, left without a reply on purpose"),
  repliesDuplicate: count.describe("deliveries of a reply to a client of the backend beyond the first"),
  sessionsLost: count.describe("devices that came back and whose session the broker had forgotten"),
  commandLatency: histogram.nullable().describe("intended → the command parsed at its device"),
  replyTime: histogram.nullable().describe("intended → the reply parsed at the backend"),
});

export const commands = z.strictObject({
  kind: z.literal("commands"),
  subscribeQos: z.array(level).describe("of the backend's subscriptions, broker → backend"),
  forNs: z.number(),
  rows: z.array(commandRow).describe("a row a group of devices"),
  messages: messagesOfAllHops.describe("of commands and replies, those of warm-up included"),
  ledger: connectionLedger,
});

export type CommandsSection = z.output<typeof commands>;
export type CommandRow = CommandsSection["rows"][number];

/** Counts of those groups together, by the metrics that they are of. */
export function commandCounts(rows: readonly CommandRow[]): Partial<Record<ValueName, number>> {
  const sum = (of: (row: CommandRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const repliesDue = sum((row) => row.repliesDue);
  return {
    commandsSent: sum(({ sent }) => sent),
    commandsLost: sum(({ lost }) => lost),
    commandsDuplicate: sum(({ duplicate }) => duplicate),
    repliesDue,
    ...(repliesDue > 0 && {
      replyTimeouts: sum(({ timeouts }) => timeouts),
      repliesDuplicate: sum((row) => row.repliesDuplicate),
    }),
  };
}
