/** What a result keeps of the steady load. */
import { z } from "zod";
import { asked } from "../sections/asked-section.ts";
import { messageLedger } from "../sections/ledger-section.ts";
import { metrics } from "../sections/metric-section.ts";
import { network } from "../sections/network-section.ts";
import { stages } from "../sections/stages-section.ts";
import { shares } from "../sections/shares-section.ts";

const count = z.number();
const group = z.strictObject({ name: z.string(), qos: z.number(), metrics });

export const steady = z.strictObject({
  kind: z.literal("steady"),
  groups: z.array(group),
  ledger: messageLedger,
  network,
  oldestUnfinishedNs: z.number().nullable(),
  deliveriesIdentified: z.boolean(),
  stages: stages.optional().describe("by stage, where points of a rate name any"),
  shares: shares
    .optional()
    .describe("left out where nobody shares a subscription, or not every shard told what it saw"),
  asked: asked.optional(),
  withinMeasure: z
    .strictObject({
      ns: z.number().describe("how long measure lasted for the messages: what rates are divided by"),
      acknowledged: count.nullable().describe("handshakes completed meanwhile; null at QoS 0"),
      delivered: count.nullable().describe("distinct messages delivered meanwhile; null without a subscriber"),
    })
    .optional()
    .describe(
      "what was counted while measure lasted, whichever phase each message was of; left out where there was none",
    ),
});
