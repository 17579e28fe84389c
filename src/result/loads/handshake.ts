/** What a result keeps of the handshake matrix. */
import { z } from "zod";
import { connectionLedger } from "../sections/ledger-section.ts";

const count = z.number();
const text = z.string();

const packetRecord = z.strictObject({
  atMs: z.number().describe("since the row began"),
  client: z.enum(["publisher", "subscriber"]),
  direction: z.enum(["up", "down"]).describe("up: client → broker"),
  packet: text,
  isCut: z.boolean().describe("it never reached its receiver"),
});
const handshakeRow = z.strictObject({
  fault: z.enum(["cut", "withheld", "duplicate"]),
  side: z.enum(["publisher", "subscriber"]).describe("the client on whose connection it happened"),
  qos: z.number(),
  step: text.describe("the packet"),
  title: text,
  notApplicable: text.nullable().describe("what the broker does instead; all counts are 0 then"),
  exchanges: count,
  messages: count.describe("of each exchange, by the specification"),
  reached: count.describe("exchanges that came to the step"),
  resentWhileOpen: count.describe("packets that the broker sent again while an answer was withheld"),
  deliveredWhileOpen: count.describe("exchanges whose message was delivered while the answer was withheld"),
  publishesResent: count.describe(
    "after the session was resumed, or on purpose; by the client on the publisher's side",
  ),
  withDup: count.describe("of these, with the DUP flag"),
  pubrelsResent: count,
  acknowledgements: z
    .record(text, count)
    .describe("by packet: that the broker sent the publisher, or the subscriber sent it"),
  sessionsPresent: count.describe("resumed connections whose CONNACK said so"),
  endedByBroker: count.describe("connections that the broker ended, beside those that were cut"),
  unfinished: count.describe("exchanges whose handshake never ended"),
  deliveries: z
    .strictObject({ none: count, once: count, more: count })
    .describe("exchanges by how often they were delivered"),
  verdict: z.enum(["kept", "broken", "not applicable"]),
  remarks: z.array(text),
  packets: z
    .array(packetRecord)
    .describe("of one exchange, where the row is not kept or has a remark: one that shows it, if any does"),
});

export const handshake = z.strictObject({
  kind: z.literal("handshake"),
  withholdNs: z.number(),
  rows: z.array(handshakeRow),
  ledger: connectionLedger,
});

export type HandshakeSection = z.output<typeof handshake>;
export type HandshakeRow = z.output<typeof handshakeRow>;
export type ExchangePacket = z.output<typeof packetRecord>;
