/** The rate of a group of sensors, as a scenario states it: one, or points between which it moves. */
import { z } from "zod";
import { formatSeconds } from "../../format.ts";
import { parseRatePerSecond, unitForms } from "../../units.ts";
import { courseOf } from "./rate-course.ts";
import type { RatePoint } from "./rate-course.ts";
import { identifierForm } from "../keys/identifier.ts";
import type { PhaseTimes } from "../keys/phases.ts";
import { durationNs, ratePerSecond, show, withUnit } from "../keys/unit-values.ts";

const anyRate = withUnit(unitForms.rate, parseRatePerSecond, { min: 0, max: 1e7, words: "up to 10,000,000/s" });

const point = z.strictObject({
  at: durationNs.describe("so long after measure began"),
  rate: anyRate.describe("messages a second of the whole group; it moves in a straight line to the next point's"),
  stage: z
    .string()
    .regex(identifierForm, {
      error: ({ input }) => `must be letters, digits, dots, dashes and underscores, got ${show(input)}`,
    })
    .optional()
    .describe("the name of the stage that begins here: reports have figures of each"),
});

export const rateSchema = z
  .union([ratePerSecond, z.array(point).min(2)], {
    error: ({ input }) =>
      `expected a rate such as 2000/s, or a list of points { at: 10s, rate: 2000/s }, got ${show(input)}`,
  })
  .describe("messages a second of the whole group, or points: linear between, two at one time are a step");

type Points = Exclude<z.output<typeof rateSchema>, number>;

/** In time since the load began: in warm-up the first point's rate holds. */
export function resolveRate(points: Points, { warmupNs }: PhaseTimes): readonly RatePoint[] {
  return points.map(({ at, rate, stage }) => ({ atNs: warmupNs + at, ratePerSecond: rate, stage: stage ?? null }));
}

/** What is wrong with them, in words. */
export function findRateMistakes(points: Points, arrival: string, { measureNs }: PhaseTimes): readonly string[] {
  const found: string[] = [];
  const back = points.findIndex(({ at }, index) => at < (points[index - 1]?.at ?? 0));
  if (back > 0)
    found.push(
      `rate goes back in time: ${formatSeconds(points[back]?.at ?? 0)} comes after ${formatSeconds(points[back - 1]?.at ?? 0)}`,
    );
  const last = points.at(-1)?.at ?? 0;
  if (last > measureNs)
    found.push(
      `rate has a point ${formatSeconds(last)} after measure began, and measure lasts ${formatSeconds(measureNs)}`,
    );
  if (points.every(({ rate }) => rate === 0)) found.push("rate is 0 at every point: nothing would be sent");
  if (arrival === "poisson") found.push("rate has points, which arrival poisson cannot follow: use even or burst");
  return found;
}

/** The mean time between two messages of one of `count` sensors, over warm-up and measure. */
export function meanPeriodNs(points: readonly RatePoint[], count: number, { warmupNs, measureNs }: PhaseTimes): number {
  const lastNs = warmupNs + measureNs;
  return (count * lastNs) / Math.max(1e-9, courseOf(points).messagesUntil(lastNs));
}
