/** Figures by stage of a rate that changes. */
import { z } from "zod";

const count = z.number();
const latency = z
  .strictObject({ count, p50Ns: z.number().nullable(), p99Ns: z.number().nullable() })
  .nullable()
  .describe("of what ended within the stage; null: nothing did, or it does not exist");

export const stages = z.array(
  z.strictObject({
    name: z.string(),
    fromNs: z.number().describe("since measure began"),
    toNs: z.number(),
    planned: count.nullable().describe("messages due by the schedule: the integral of its rate; null: chance decides"),
    sent: count.describe("that left within the stage"),
    acknowledged: count.describe("handshakes that ended within the stage"),
    delivered: count.describe("distinct deliveries within the stage"),
    publishLatency: latency,
    endToEndLatency: latency,
  }),
);

export type StagesSection = z.output<typeof stages>;
