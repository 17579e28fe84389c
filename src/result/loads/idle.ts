/** What a result keeps of the idle load. */
import { z } from "zod";
import { connectionLedger } from "../sections/ledger-section.ts";

const count = z.number();

export const idle = z.strictObject({
  kind: z.literal("idle"),
  heldConnections: count,
  pings: count,
  generatorBytesPerConnection: z.number().nullable(),
  ledger: connectionLedger,
});
