/** What a result keeps of what the broker refused. */
import { z } from "zod";

export const refusalsSection = z.array(
  z.strictObject({
    packet: z
      .enum(["CONNECT", "SUBSCRIBE", "PUBLISH", "PUBREL", "DISCONNECT"])
      .describe("what was refused; DISCONNECT: the broker ended a connection that stood"),
    code: z.number().describe("the broker's reason code, or return code of MQTT 3.1.1"),
    name: z.string().describe("of the code, as the specification has it"),
    reason: z.string().nullable().describe("the broker's own words, of the first; null: it gave none"),
    count: z.number().describe("from the first connection to the end of drain, warm-up included"),
    clients: z.array(z.string()).describe("the first of them, at most three, without the run's prefix"),
  }),
);

/** MQTT 5: what the broker acknowledged with "no matching subscribers" (0x10). */
export const noSubscribersSection = z.strictObject({
  count: z.number().describe("PUBLISHes, from the first connection to the end of drain, warm-up included"),
  clients: z.array(z.string()).describe("the first of them, at most three, without the run's prefix"),
});

export type RefusalsSection = z.output<typeof refusalsSection>;
