/** What a result keeps of the will experiment. */
import { z } from "zod";
import { histogram } from "../sections/histogram-section.ts";
import { connectionLedger } from "../sections/ledger-section.ts";

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

export const will = z.strictObject({
  kind: z.literal("will"),
  qos: z.number().describe("of the wills"),
  subscribeQos: z.number().describe("the highest of the subscribers"),
  keepaliveSeconds: count.describe("of the sensors that fall silent"),
  delaySeconds: count.describe("MQTT 5 will delay"),
  rows: z.array(deathRow),
  ledger: connectionLedger,
});

export type WillSection = z.output<typeof will>;
export type DeathRow = z.output<typeof deathRow>;
