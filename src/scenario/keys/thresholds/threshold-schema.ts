/** The `thresholds` key: what an entry may be. Its text has a grammar of its own. */
import { z } from "zod";
import { durationNs, show } from "../unit-values.ts";

const abortingThreshold = z.strictObject({
  check: z.string().describe('such as "publishLatency.p99 < 250ms"'),
  abortAfter: durationNs.describe(
    "from so long into measure on, the run ends early when the check fails: sending stops, what was sent is drained, no further trial is begun",
  ),
});

export const thresholdsSchema = z
  .array(
    z.union([z.string(), abortingThreshold], {
      error: (issue) => `expected a text such as "lost == 0", or { check, abortAfter }, got ${show(issue.input)}`,
    }),
  )
  .default([])
  .describe(
    'such as "publishLatency.p99 < 250ms", "qos=2: lost == 0" (of a case), "alarms: lost == 0" (of a group of sensors); exit code 3 when one fails',
  );
