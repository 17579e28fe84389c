/** What a result keeps of the loads that are driven step by step. */
import { z } from "zod";
import { histogram } from "../sections/histogram-section.ts";

const count = z.number();
const text = z.string();

const deathRow = z.strictObject({
  death: text,
  notApplicable: text.nullable().describe("why this death does not exist here; its counts are 0 then"),
  isDue: z.boolean().describe("whether the specification has the will published"),
  died: count.describe("sensors"),
  leftOpen: count.describe("of these, connections that the broker should have ended and did not"),
  expected: count.describe("deliveries: wills that are due × receivers"),
  delivered: count.describe("of these, seen at least once"),
  lost: count,
  duplicate: count.describe("deliveries beyond the first"),
  unwanted: count.describe("deliveries of wills that are not due"),
  qos: z.record(text, count).describe("deliveries by the QoS they came at"),
  deathToDelivery: histogram.nullable().describe("from the death of each sensor to its will at a subscriber"),
  retained: z
    .strictObject({
      expected: count,
      found: count.describe("that a late subscriber got"),
      flagged: count.describe("of these, with the retain flag set"),
    })
    .nullable()
    .describe("null: the wills are not retained"),
});

export const willFields = {
  kind: z.literal("will"),
  qos: z.number().describe("of the wills"),
  subscribeQos: z.number().describe("the highest of the subscribers"),
  keepaliveSeconds: count.describe("of the sensors that fall silent"),
  delaySeconds: count.describe("MQTT 5 will delay"),
  rows: z.array(deathRow),
};

export type DeathRow = z.output<typeof deathRow>;

const arrival = z
  .strictObject({ qos: z.number(), isRetained: z.boolean().describe("the retain flag") })
  .nullable()
  .describe("null: nothing came");
const qosPair = z.strictObject({
  publishQos: z.number(),
  subscribeQos: z.number(),
  filter: z.enum(["exact", "wildcard"]),
  grantedQos: z.number().nullable().describe("null: the subscription was refused"),
  predictedQos: z.number().describe("the lower of the QoS published at and the QoS granted"),
  live: arrival.describe("to a subscription that was there before; its retain flag must not be set"),
  retained: arrival.describe("to a subscription made afterwards; its retain flag must be set"),
  note: text.nullable().describe("what the broker did instead of completing the PUBLISH"),
});
const lateGroup = z.strictObject({
  name: text,
  filter: text,
  subscribers: count,
  expected: count.describe("retained messages that match, over all subscribers"),
  arrived: count,
  missing: count,
  duplicate: count,
  unflagged: count.describe("that came without the retain flag"),
  subscribeToLast: histogram.nullable().describe("from SUBSCRIBE to the last retained message, a sample a subscriber"),
});
const retainedCheck = z.strictObject({
  check: text,
  rule: text.describe("what the specification says"),
  expected: count.describe("retained messages that a subscriber must get"),
  found: count,
  stale: count.describe("of these, with the payload of a message that was replaced"),
});

export const retainedFields = {
  kind: z.literal("retained"),
  topics: count,
  qos: z.number().describe("that the messages of the groups and checks were published at"),
  pairs: z.array(qosPair),
  groups: z.array(lateGroup),
  checks: z.array(retainedCheck),
};

export type QosPair = z.output<typeof qosPair>;
export type LateGroup = z.output<typeof lateGroup>;
export type RetainedCheck = z.output<typeof retainedCheck>;

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

export const handshakeFields = {
  kind: z.literal("handshake"),
  withholdNs: z.number(),
  rows: z.array(handshakeRow),
};

export type HandshakeRow = z.output<typeof handshakeRow>;
export type ExchangePacket = z.output<typeof packetRecord>;
