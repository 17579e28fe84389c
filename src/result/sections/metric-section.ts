/** A figure of a result: a histogram, or one value. */
import { z } from "zod";
import { histogram } from "./histogram-section.ts";
import { unit } from "./unit.ts";

const value = z.strictObject({
  kind: z.literal("value"),
  unit,
  value: z.number(),
});
const metric = z.discriminatedUnion("kind", [histogram, value]);
/** A metric that does not exist in a case (publish latency at QoS 0) has no key. */
export const metrics = z.record(z.string(), metric);

export type Metric = z.output<typeof metric>;
