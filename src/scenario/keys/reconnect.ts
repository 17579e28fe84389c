/** How long a dropped client waits before it connects again: a scenario's keys. Pure. */
import { z } from "zod";
import { unitForms } from "../../units.ts";
import type { Reconnect } from "./reconnect-wait.ts";
import { durationNs, shareOfOne, show } from "./unit-values.ts";

const backoff = z
  .strictObject({
    delay: durationNs.default(1e9).describe("before the first attempt"),
    factor: z.number().min(1).max(10).default(2).describe("each further wait is so many times the one before"),
    max: durationNs.default(30e9).describe("longest wait"),
    jitter: shareOfOne.default(0.5).describe("how much of each wait chance takes off, at most; seeded"),
  })
  .transform(({ delay, factor, max, jitter }): Reconnect => ({
    delayNs: delay,
    factor,
    maxNs: Math.max(delay, max),
    jitterShare: jitter,
  }));

/** The wait of a duration alone is the same every time. */
export const reconnectSchema = z
  .union([durationNs.transform((ns): Reconnect => ({ delayNs: ns, factor: 1, maxNs: ns, jitterShare: 0 })), backoff], {
    error: (issue) => `expected ${unitForms.duration}, or { delay, factor, max, jitter }, got ${show(issue.input)}`,
  })
  .describe(
    "wait before a dropped client connects again: a duration, or { delay, factor, max, jitter } for exponential backoff; without it a dropped client stays away",
  );
