/** A QoS level (section 4.3). */
import { z } from "zod";
import { show } from "./unit-values.ts";

export const qos = z.union([z.literal(0), z.literal(1), z.literal(2)], {
  error: (issue) => `must be 0, 1 or 2, got ${show(issue.input)}`,
});
export type Qos = z.output<typeof qos>;
