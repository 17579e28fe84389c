/** A latency's histogram, as results keep it. */
import { z } from "zod";

const count = z.number();

const unended = z
  .strictObject({
    count: count.describe("had not ended; not in the count beside it"),
    atMost: z
      .record(z.string(), z.number().nullable())
      .describe("the statistics that are only lower bounds, with the most each can be; null: nothing limits it"),
    encoded: z.string().describe("HdrHistogram V2, compressed, base64: their ages at the end"),
  })
  .describe("min, max, mean and percentiles count what never ended at its age at the end; left out where all ended");

export const histogram = z.strictObject({
  kind: z.literal("histogram"),
  unit: z.literal("ns"),
  count: count.describe("what ended; encoded holds as many"),
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  percentiles: z
    .record(z.string(), z.number())
    .describe("p50 … p99.99; one is left out when fewer than 10 samples lie beyond it"),
  encoded: z.string().describe("HdrHistogram V2, compressed, base64: every percentile and merge can be made again"),
  unended: unended.optional(),
  atMost: z
    .record(z.string(), z.number())
    .optional()
    .describe(
      "of times less read lag: the percentiles that are lower bounds, with the most each can be; left out where there are none",
    ),
  estimates: z
    .record(z.string(), z.number())
    .optional()
    .describe(
      "of times less read lag: where between the two a percentile is thought to be, up to p99, by the lags that probes of the same rank met; left out where there are none",
    ),
});
