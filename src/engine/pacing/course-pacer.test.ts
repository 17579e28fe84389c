import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countDue } from "../../scenario/fleet.ts";
import type { RatePoint } from "../../scenario/rates/rate-course.ts";
import { CoursePacer } from "./course-pacer.ts";

const gridNs = 1e6;

function pointsOf(points: readonly (readonly [atSeconds: number, rate: number])[]): readonly RatePoint[] {
  return points.map(([at, ratePerSecond]) => ({ atNs: at * 1e9, ratePerSecond, stage: null }));
}

/** Whole seconds, and even rates, so that each stretch has a whole number of messages; 0 and steps are among them. */
const anyCourse = fc
  .tuple(fc.nat(20), fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 0, max: 60 })), { minLength: 1, maxLength: 8 }))
  .map(([first, gaps]) => {
    let at = 0;
    const points = [[0, first * 2] as const, ...gaps.map(([gap, half]) => [(at += gap), half * 2] as const)];
    return pointsOf(points);
  })
  .filter((course) => course.some(({ ratePerSecond }) => ratePerSecond > 0));

/** By the trapezoids under the line, in whole numbers. */
function integralOf(course: readonly RatePoint[], fromNs: number, toNs: number): number {
  let sum = 0;
  for (const [index, { atNs, ratePerSecond }] of course.entries()) {
    const before = course[index - 1];
    if (before === undefined || before.atNs < fromNs || atNs > toNs) continue;
    sum += ((before.ratePerSecond + ratePerSecond) / 2) * ((atNs - before.atNs) / 1e9);
  }
  return sum;
}

describe("messages intended", () => {
  test("are the integral of the rate exactly, of every course, between any two of its points, whoever sends them", () => {
    fc.assert(
      fc.property(anyCourse, fc.integer({ min: 1, max: 7 }), fc.nat(8), fc.nat(8), (course, count, one, other) => {
        const times = [one, other].map((place) => course[Math.min(place, course.length - 1)]?.atNs ?? 0);
        const [from = 0, to = 0] = times.toSorted((a, b) => a - b);
        const schedule = { kind: "even", periodNs: 1e9, gridNs, course } as const;
        let due = 0;
        for (let number = 0; number < count; number += 1) due += countDue(schedule, count, number, from, to) ?? 0;
        expect(due).toBe(integralOf(course, from, to));
      }),
    );
  });

  test("come from the pacer in order, as many as are counted", () => {
    fc.assert(
      fc.property(anyCourse, fc.integer({ min: 1, max: 7 }), (course, count) => {
        const sensors = Array.from({ length: count }, (_, number) => number);
        const schedule = { kind: "even", periodNs: 1e9, gridNs, course } as const;
        const pacer = new CoursePacer({ startNs: 0, groupCount: count, sensors }, schedule);
        const lastNs = course.at(-1)?.atNs ?? 0;
        let [sent, before] = [0, 0];
        for (; pacer.dueNs < lastNs; pacer.advance(), sent += 1) {
          expect(pacer.dueNs).toBeGreaterThanOrEqual(before);
          before = pacer.dueNs;
        }
        expect(sent).toBe(integralOf(course, 0, lastNs));
      }),
    );
  });
});
