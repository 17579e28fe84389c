/** How mqbench's own memory moved through a trial. */
import { z } from "zod";

export const generatorMemorySchema = z
  .strictObject({ bytesPerMinute: z.number(), isDistinct: z.boolean() })
  .describe(
    "how mqbench's own resident memory moved through measure, from two minutes on, and whether that is more than chance",
  );
