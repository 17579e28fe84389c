import { describe, expect, test } from "vitest";
import { countDue } from "../fleet.ts";
import { RateCourse } from "./rate-course.ts";
import type { RatePoint } from "./rate-course.ts";

const gridNs = 1e6;

function pointsOf(points: readonly (readonly [atSeconds: number, rate: number])[]): readonly RatePoint[] {
  return points.map(([at, ratePerSecond]) => ({ atNs: at * 1e9, ratePerSecond, stage: null }));
}

describe("a course", () => {
  const ramp = new RateCourse(
    pointsOf([
      [0, 0],
      [10, 100],
    ]),
  );

  test("rises in a straight line, and stays at its last rate", () => {
    expect([5, 10, 11].map((second) => ramp.messagesUntil(second * 1e9))).toEqual(
      [125, 500, 600].map((n) => expect.closeTo(n, 6)),
    );
  });

  test("a message is due when so many are before it", () => {
    expect([0, 125, 500, 600].map((message) => ramp.dueNs(message) / 1e9)).toEqual(
      [0, 5, 10, 11].map((n) => expect.closeTo(n, 6)),
    );
  });

  test("a step is two points at one time", () => {
    const spike = new RateCourse(
      pointsOf([
        [0, 10],
        [5, 10],
        [5, 1000],
        [6, 1000],
        [6, 10],
      ]),
    );
    expect([5, 6, 7].map((second) => spike.messagesUntil(second * 1e9))).toEqual(
      [50, 1050, 1060].map((n) => expect.closeTo(n, 6)),
    );
  });

  test("nothing is due while the rate is 0; what would be next comes when it rises, or never", () => {
    const night = new RateCourse(
      pointsOf([
        [0, 10],
        [5, 10],
        [5, 0],
        [9, 0],
        [9, 10],
        [10, 10],
        [10, 0],
      ]),
    );
    expect([49, 50, 59].map((message) => night.dueNs(message) / 1e9)).toEqual(
      [4.9, 9, 9.9].map((n) => expect.closeTo(n, 6)),
    );
    expect(night.dueNs(60)).toBe(Number.POSITIVE_INFINITY);
  });

  test("one rate is that of every other schedule", () => {
    const course = pointsOf([
      [0, 40],
      [5, 40],
    ]);
    const of = { kind: "even", periodNs: 100e6, gridNs } as const;
    for (let number = 0; number < 4; number += 1)
      for (const [from, to] of [
        [0, 1e9],
        [0.3e9, 7.7e9],
      ] as const)
        expect(countDue({ ...of, course }, 4, number, from, to)).toBe(countDue(of, 4, number, from, to));
  });
});
