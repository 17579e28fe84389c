import { expect, test } from "vitest";
import { seededRandom } from "../../seeded-random.ts";
import { histogramOf } from "../testing/histogram-of.ts";
import { lessRankedLag, percentilesOf, weightedOf } from "./ranked-lag.ts";

const us = 1e3;

test("the slowest times are taken to have had the lags of the slowest probes", () => {
  const times = histogramOf([100 * us, 100 * us, 300 * us, 300 * us]);
  const probes = [
    { ns: 90 * us, lagNs: 70 * us, others: 0 },
    { ns: 30 * us, lagNs: 10 * us, others: 0 },
  ];
  const found = lessRankedLag(times, probes);
  expect(found.map(({ ns, weight }) => [Math.round(ns / us), weight])).toEqual([
    [90, 2],
    [230, 2],
  ]);
});

test("a probe stands for a share of the times, whole or not, and none is below 0", () => {
  const times = histogramOf([10 * us, 10 * us]);
  const probes = [5, 20, 8].map((lagUs, at) => ({ ns: at, lagNs: lagUs * us, others: 0 }));
  const found = lessRankedLag(times, probes);
  expect(found.map(({ ns }) => Math.round(ns / us))).toEqual([5, 0, 2]);
  expect(found.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(2, 9);
});

test("as many percent do not exceed a percentile, and without a value it is 0", () => {
  const read = percentilesOf(weightedOf(histogramOf([1, 2, 3, 4])));
  expect([1, 25, 26, 50, 75, 100].map(read)).toEqual([1, 1, 2, 2, 3, 4]);
  expect(percentilesOf([])(99)).toBe(0);
});

/** What is slow is read late at times, not always: neither of both nor one alone would be right. */
test("where the probes' time and lag go together as the load's do, its tail is found", () => {
  for (const seed of [1, 2, 3]) {
    const random = seededRandom(seed);
    const draw = () => {
      const [one, other] = [random(), random()];
      const isShared = one > 0.9 && random() < 0.5;
      const [timeRank, lagRank] = [one, isShared ? 0.9 + 0.1 * other : other];
      return { time: 15 * us * (1 - timeRank) ** -0.5, lag: 12 * us * (1 - lagRank) ** -0.35 };
    };
    const [load, probed] = [20_000, 4000].map((count) => Array.from({ length: count }, draw));
    const truth = histogramOf((load ?? []).map(({ time }) => time));
    const seen = histogramOf((load ?? []).map(({ time, lag }) => time + lag));
    const probes = (probed ?? []).map(({ time, lag }) => ({ ns: time + lag, lagNs: lag, others: 0 }));
    const read = percentilesOf(lessRankedLag(seen, probes));
    for (const percent of [90, 95, 99]) expect(read(percent) / truth.percentile(percent)).toBeCloseTo(1, 0);
    expect(Math.abs(read(99) / truth.percentile(99) - 1)).toBeLessThan(0.1);
  }
});
