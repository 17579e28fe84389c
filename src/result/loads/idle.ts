/** What a result keeps of the idle load. */
import { z } from "zod";
import { asked } from "../sections/asked-section.ts";
import { connectionLedger } from "../sections/ledger-section.ts";

const count = z.number();

export const idle = z.strictObject({
  kind: z.literal("idle"),
  heldConnections: count,
  pings: count,
  generatorBytesPerConnection: z.number().nullable(),
  asked: asked.optional(),
  ledger: connectionLedger,
});
