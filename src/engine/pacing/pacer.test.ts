import { describe, expect, test } from "vitest";
import { burstPacer, evenPacer, poissonPacer } from "./pacer.ts";
import type { Pacer } from "./pacer.ts";

function take(pacer: Pacer, count: number): readonly (readonly [place: number, dueNs: number])[] {
  return Array.from({ length: count }, () => {
    const due = [pacer.place, pacer.dueNs] as const;
    pacer.advance();
    return due;
  });
}

describe("even", () => {
  test("spreads the group over the period, sensor by sensor", () => {
    const pacer = evenPacer({ startNs: 1000, periodNs: 4e9, gridNs: 1000, groupCount: 4, sensors: [0, 1, 2, 3] });
    expect(take(pacer, 6)).toEqual([
      [0, 1000],
      [1, 1000 + 1e9],
      [2, 1000 + 2e9],
      [3, 1000 + 3e9],
      [0, 1000 + 4e9],
      [1, 1000 + 5e9],
    ]);
  });

  test("leaves the other shards' sensors their places", () => {
    const pacer = evenPacer({ startNs: 0, periodNs: 4e9, gridNs: 1000, groupCount: 4, sensors: [1, 3] });
    expect(take(pacer, 3)).toEqual([
      [0, 1e9],
      [1, 3e9],
      [0, 5e9],
    ]);
  });

  test("does not drift with a period that is no whole number of microseconds", () => {
    const periodNs = 1e9 / 3;
    const pacer = evenPacer({ startNs: 0, periodNs, gridNs: 1000, groupCount: 1, sensors: [0] });
    const times = take(pacer, 300_001);
    expect(times.at(-1)?.[1]).toBe(100_000e9);
    expect(times.every(([, dueNs]) => dueNs % 1000 === 0)).toBe(true);
  });

  test("without sensors nothing is ever due", () => {
    expect(evenPacer({ startNs: 0, periodNs: 1e9, gridNs: 1000, groupCount: 4, sensors: [] }).dueNs).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  test("over all shards every sensor is due once a period", () => {
    const shards = [0, 1, 2].map((shard) => {
      const sensors = Array.from({ length: 10 }, (_, number) => number).filter((number) => number % 3 === shard);
      const pacer = evenPacer({ startNs: 0, periodNs: 10e9, gridNs: 1000, groupCount: 10, sensors });
      return take(pacer, sensors.length).map(([place, dueNs]) => [sensors[place], dueNs]);
    });
    expect(shards.flat().toSorted(([a = 0], [b = 0]) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, number) => [number, number * 1e9]),
    );
  });
});

test("burst sends all at once, each period", () => {
  const pacer = burstPacer({ startNs: 5000, periodNs: 1e9, gridNs: 1000, groupCount: 3, sensors: [0, 1, 2] });
  expect(take(pacer, 4).map(([, dueNs]) => dueNs)).toEqual([5000, 5000, 5000, 5000 + 1e9]);
});

describe("poisson", () => {
  const options = {
    startNs: 0,
    periodNs: 1e9,
    gridNs: 1000,
    groupCount: 50,
    sensors: Array.from({ length: 50 }, (_, n) => n),
  };

  test("is the same for the same seed and another for another", () => {
    const draw = (seed: number) => take(poissonPacer({ ...options, seed }), 200);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test("gives whole microseconds in order", () => {
    const times = take(poissonPacer({ ...options, seed: 3 }), 5000).map(([, dueNs]) => dueNs);
    expect(times.every((dueNs, index) => dueNs % 1000 === 0 && dueNs >= (times[index - 1] ?? 0))).toBe(true);
  });

  test("has the mean and the spread of independent exponential gaps", () => {
    const last = new Map<number, number>();
    const gaps = take(poissonPacer({ ...options, seed: 4 }), 100_000).map(([place, dueNs]) => {
      const gap = dueNs - (last.get(place) ?? 0);
      last.set(place, dueNs);
      return gap / 1e9;
    });
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(mean).toBeGreaterThan(0.98);
    expect(mean).toBeLessThan(1.02);
    expect(variance).toBeGreaterThan(0.95);
    expect(variance).toBeLessThan(1.05);
  });

  test("does not depend on which shard a sensor lives on", () => {
    const alone = take(poissonPacer({ ...options, sensors: [7], seed: 5 }), 20).map(([, dueNs]) => dueNs);
    const among = take(poissonPacer({ ...options, seed: 5 }), 3000).filter(([place]) => place === 7);
    expect(among.slice(0, 20).map(([, dueNs]) => dueNs)).toEqual(alone);
  });
});
