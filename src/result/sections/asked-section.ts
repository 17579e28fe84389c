/** Whether the connections answered when measure was over. */
import { z } from "zod";

export const asked = z
  .strictObject({
    connections: z.number().describe("that were open, and were sent PINGREQ; those that the link had cut are left out"),
    answered: z.number(),
    withinSeconds: z.number().describe("how long an answer was waited for"),
  })
  .describe("whether the broker still answered when measure was over, of a load to which it owes nothing else");

export type AskedSection = z.output<typeof asked>;
