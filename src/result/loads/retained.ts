/** What a result keeps of the retained experiment. */
import { z } from "zod";
import { histogram } from "../sections/histogram-section.ts";
import { connectionLedger } from "../sections/ledger-section.ts";

const count = z.number();
const text = z.string();

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

export const retained = z.strictObject({
  kind: z.literal("retained"),
  topics: count,
  qos: z.number().describe("that the messages of the groups and checks were published at"),
  pairs: z.array(qosPair),
  groups: z.array(lateGroup),
  checks: z.array(retainedCheck),
  ledger: connectionLedger,
});

export type RetainedSection = z.output<typeof retained>;
export type QosPair = z.output<typeof qosPair>;
export type LateGroup = z.output<typeof lateGroup>;
export type RetainedCheck = z.output<typeof retainedCheck>;
