import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { findChangePoints } from "./change-points.ts";
import { seededRandom } from "../seeded-random.ts";

const values = z.array(z.number());
const otava = z
  .object({
    tigerbeetle: values,
    single: values,
    appended: values,
    sequence: values,
    metric1: values,
    metric2: values,
  })
  .parse(JSON.parse(readFileSync(new URL("../../test/fixtures/otava-series.json", import.meta.url), "utf8")));

function indexesOf(...of: Parameters<typeof findChangePoints>): readonly number[] {
  return findChangePoints(...of).map(({ index }) => index);
}

describe("Otava's published series", () => {
  it("TigerBeetle's runs: the points that Otava finds, at each level", () => {
    const rows = [
      [0.2, 0.05, [10, 11, 15, 71]],
      [0.05, 0.05, [15, 71]],
      [0.01, 0.05, [15, 71]],
      // Otava has 260 too, which passes there on figures of a neighbour that it has taken away: it judges only what follows again.
      [0.001, 0, [15, 61, 71, 95, 117, 131, 142, 148, 192, 212]],
      [0.0001, 0, [71, 95, 117, 131, 142, 148, 192, 212]],
      [0.00001, 0, [71, 95, 131, 192, 212]],
    ] as const;
    for (const [maxP, minMagnitude, expected] of rows)
      expect(indexesOf(otava.tigerbeetle, { window: 30, maxP, minMagnitude })).toEqual(expected);
  });

  it("its short examples", () => {
    expect(indexesOf(otava.single, { window: 10, maxP: 0.0001, minMagnitude: 0 })).toEqual([10]);
    const longer = [...otava.single, ...otava.appended];
    expect(indexesOf(longer, { window: 5, maxP: 0.0001, minMagnitude: 0 })).toEqual([10, 23]);
    expect(indexesOf(otava.sequence, { window: 50, maxP: 0.001, minMagnitude: 0 })).toEqual([5, 8]);
  });

  it("its documented sample: metric 2 falls by 12.9 % at the seventh run, metric 1 does not change", () => {
    expect(findChangePoints(otava.metric1)).toEqual([]);
    const [point, ...others] = findChangePoints(otava.metric2);
    expect(others).toEqual([]);
    expect(point?.index).toBe(6);
    expect(((point?.after ?? 0) / (point?.before ?? 1) - 1) * 100).toBeCloseTo(-12.9, 1);
  });
});

describe("seeded noise", () => {
  /** Lognormal about 1, by Box and Muller. */
  const noise = (seed: number, share: number, size: number): readonly number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: size }, () =>
      Math.exp(share * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())),
    );
  };

  it("that is stable has no change points", () => {
    const found = Array.from({ length: 200 }, (_, seed) => findChangePoints(noise(seed, 0.05, 50)).length);
    expect(found.filter((count) => count > 0).length).toBeLessThanOrEqual(6);
    expect(findChangePoints(noise(1, 0.05, 60))).toEqual([]);
  });

  it("that shifts by a tenth has one, where it shifts", () => {
    const shifted = noise(7, 0.03, 40).map((value, index) => (index < 25 ? value : value * 1.1));
    const [point, ...others] = findChangePoints(shifted);
    expect(others).toEqual([]);
    expect(Math.abs((point?.index ?? 0) - 25)).toBeLessThanOrEqual(1);
  });

  it("is the same whatever its unit", () => {
    const series = noise(7, 0.03, 40).map((value, index) => (index < 25 ? value : value * 1.2));
    expect(indexesOf(series.map((value) => value * 1e6))).toEqual(indexesOf(series));
  });
});

it("a series that never changes, or has two values, has no change points", () => {
  expect(findChangePoints(Array.from({ length: 30 }, () => 4))).toEqual([]);
  expect(findChangePoints([1, 2])).toEqual([]);
  expect(findChangePoints([])).toEqual([]);
});

it("a step without any noise is one", () => {
  expect(indexesOf([...Array.from({ length: 8 }, () => 4), ...Array.from({ length: 8 }, () => 5)])).toEqual([8]);
  expect(indexesOf([...Array.from({ length: 8 }, () => 0), ...Array.from({ length: 8 }, () => 5)])).toEqual([8]);
});
