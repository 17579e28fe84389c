/** What a sensor sends, as a scenario states it: keys of a group, or of each of several messages of its devices. */
import { z } from "zod";
import { identifierForm } from "../keys/identifier.ts";
import { qos } from "../keys/qos.ts";
import { topicText } from "../keys/topic-text.ts";
import { periodNs, show } from "../keys/unit-values.ts";
import { payloadSchema } from "../payloads/payload-keys.ts";
import { propertiesSchema } from "../properties/property-keys.ts";
import { topicAliasSchema } from "../properties/version5-keys.ts";
import { rateSchema } from "../rates/rate-keys.ts";

/** Of what becomes a part of names: of files, and of figures. */
export const identifier = z.string().regex(identifierForm, {
  error: (issue) =>
    `must be letters, digits, dots, dashes and underscores, and begin with a letter or digit (at most 100), got ${show(issue.input)}`,
});

const arrivals = ["even", "poisson", "burst"] as const;

/** Left out they are as `messageDefaults` says, whose words stand in the schema. */
const shared = {
  qos: qos.optional().describe("default: the scenario's qos, else 0"),
  payload: payloadSchema.optional().meta({ default: "64B" }),
  retain: z
    .boolean()
    .optional()
    .describe("the broker keeps the last message of each topic, also after the run")
    .meta({ default: false }),
  properties: propertiesSchema.optional(),
  topicAlias: topicAliasSchema,
  every: periodNs.optional().describe("period of one sensor"),
  rate: rateSchema.optional(),
  arrival: z
    .enum(arrivals)
    .optional()
    .describe("even: spread over the period; poisson: independent exponential gaps; burst: all at once each period")
    .meta({ default: "even" }),
};

export const messageDefaults = {
  topic: "sensors/{id}",
  payload: { kind: "size", bytes: 64 },
  retain: false,
  topicAlias: false,
  arrival: "even",
  loop: "open",
} as const;

/** Keys of a group whose devices send one kind of message. */
export const messageKeys = {
  topic: topicText("topic").optional().meta({ default: messageDefaults.topic }),
  ...shared,
  loop: z
    .enum(["open", "closed"])
    .optional()
    .describe("closed: the next message leaves when one completes, window messages in flight")
    .meta({ default: "open" }),
};

const message = z.strictObject({
  name: identifier.optional().describe("what its figures are called; default: the last part of its topic without {}"),
  topic: topicText("topic"),
  ...shared,
});

export const messagesSchema = z
  .array(message)
  .min(1)
  .optional()
  .describe(
    "several kinds of messages of each device, on its one connection, instead of topic, payload, qos, every and the like",
  );

export type MessageInput = z.output<typeof message>;
