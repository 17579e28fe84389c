/** What a result keeps of a threshold of a trial. */
import { z } from "zod";
import { unit } from "./unit.ts";

const count = z.number();

export const thresholdOutcome = z.strictObject({
  text: z.string(),
  position: z.strictObject({ file: z.string(), line: z.number(), column: z.number() }).nullable(),
  outcome: z.enum(["passed", "failed", "not applicable"]),
  measured: z.number().nullable(),
  unit,
  unended: z
    .strictObject({
      count: count.describe("messages, deliveries or connections that had not ended"),
      of: count,
      atMost: z.number().nullable().describe("the most that the figure can be; null: nothing limits it"),
    })
    .optional()
    .describe("measured is only a lower bound; left out where it is exact"),
  nothing: z
    .string()
    .optional()
    .describe(
      "why nothing, or too little, was measured of a threshold that failed, such as 0 expected or too few samples; left out where enough was",
    ),
  endedRunAfterNs: z
    .number()
    .optional()
    .describe("it ended the run early, so long after measure began; left out where it did not"),
});
