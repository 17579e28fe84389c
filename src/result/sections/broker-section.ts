/** What a result keeps of the broker of a trial. */
import { z } from "zod";

const count = z.number();

const answer = z.union([
  z.strictObject({ accepted: z.literal(false), how: z.string().describe("how it refused the version") }),
  z.strictObject({
    accepted: z.literal(true),
    publishQos2: z
      .enum(["completed", "answered with PUBACK", "connection closed"])
      .nullable()
      .describe("to a PUBLISH with QoS 2; null: it did not tell"),
    grantedQos: z.number().nullable().describe("to a SUBSCRIBE with QoS 2; null: it did not tell"),
    shares: z
      .boolean()
      .nullable()
      .optional()
      .describe("whether a message came to a member of a shared subscription; null: it did not tell"),
    allows: z
      .record(z.string(), z.union([z.number(), z.boolean()]))
      .optional()
      .describe("by the CONNACK of MQTT 5: maximumQos, receiveMaximum, sharedSubscriptions, …"),
  }),
]);

export const brokerSchema = z.strictObject({
  kind: z.string(),
  name: z.string(),
  version: z.string().nullable(),
  url: z.string().describe("of the first instance, without user and password"),
  instances: count,
  configuration: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  log: z
    .strictObject({
      lines: count.describe("warnings and errors while the broker ran"),
      kinds: z
        .array(z.strictObject({ text: z.string(), count }))
        .describe("the most frequent first, words with digits in them left out"),
    })
    .optional()
    .describe("what a broker that mqbench started complained of in its own log; left out: nothing"),
  answers: z
    .record(z.string(), answer)
    .optional()
    .describe(
      "by version of MQTT, what the broker answered when it was asked before the first trial; left out: not asked",
    ),
});
