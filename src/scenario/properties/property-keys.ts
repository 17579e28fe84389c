/** The MQTT 5 properties of a group's messages, as a scenario states them: keys and what they are. */
import { z } from "zod";
import type { PublishProperties } from "../../mqtt/wire/publish-properties.ts";
import { topicText } from "../keys/topic-text.ts";
import type { PayloadInput } from "../payloads/payload-keys.ts";
import { periodNs, show, sizeBytes } from "../keys/unit-values.ts";

const text = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^\p{Control}\p{Surrogate}]*$/u, {
    error: ({ input }) => `must have no control characters, got ${show(input)}`,
  });

export const propertiesSchema = z
  .strictObject({
    expiry: periodNs.optional().describe("the message expires after so long: whole seconds"),
    utf8: z
      .boolean()
      .default(false)
      .describe("true: the payload is said to be text (payload format indicator), which one of json or template is"),
    contentType: text.optional().describe("such as application/json"),
    responseTopic: topicText("topic")
      .optional()
      .describe("where a reply is to go; the same for all of the group, without placeholders"),
    correlationData: sizeBytes.optional().describe("so many bytes"),
    user: z.record(text, text).optional().describe("user properties: names and values"),
  })
  .describe("MQTT 5 properties of every message of the group");

type Input = z.output<typeof propertiesSchema>;

/** Section 1.5.6: binary data has two bytes of length. */
const mostCorrelationBytes = 65_535;

export function resolveProperties(input: Input): PublishProperties {
  return {
    expirySeconds: input.expiry === undefined ? null : Math.round(input.expiry / 1e9),
    isUtf8: input.utf8,
    contentType: input.contentType ?? null,
    responseTopic: input.responseTopic ?? null,
    correlationBytes: input.correlationData ?? null,
    user: Object.entries(input.user ?? {}),
  };
}

/** What keeps them from being sent, by key, in words. */
export function findPropertyMistakes(
  input: Input,
  {
    protocol,
    load,
    isScheduled,
    payload,
  }: {
    readonly protocol: "3.1.1" | "5";
    readonly load: string;
    readonly isScheduled: boolean;
    readonly payload: PayloadInput["kind"];
  },
): readonly (readonly [keys: readonly string[], text: string])[] {
  const found: (readonly [readonly string[], string])[] = [];
  if (protocol !== "5") found.push([[], `are of MQTT 5: add \`protocol: "5"\``]);
  if (!isScheduled) found.push([[], `are of messages on a schedule: leave them out under load ${load}`]);
  const expirySeconds = (input.expiry ?? 1e9) / 1e9;
  if (!Number.isInteger(expirySeconds)) found.push([["expiry"], `must be whole seconds, got ${expirySeconds} s`]);
  if (input.utf8 && payload !== "json" && payload !== "template")
    found.push([
      ["utf8"],
      "says that the payload is text, which bytes of chance or of a file are not (section 3.3.2.3.2): give one of { json: … } or { template: … }",
    ]);
  if (input.responseTopic?.includes("{") === true)
    found.push([["responseTopic"], "is the same for all of the group: it has no placeholders"]);
  if ((input.correlationData ?? 0) > mostCorrelationBytes)
    found.push([["correlationData"], "must be at most 65,535 bytes"]);
  return found;
}
