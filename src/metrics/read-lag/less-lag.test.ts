import { expect, test } from "vitest";
import { seededRandom } from "../../seeded-random.ts";
import { Histogram } from "../histogram.ts";
import { histogramOf } from "../testing/histogram-of.ts";
import { lessLag } from "./less-lag.ts";

type Draw = () => number;
const us = 1e3;

function normal(random: Draw): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** As latencies are: a median and a spread about it in which the long side is longer. */
function around(medianNs: number, spread: number, random: Draw): Draw {
  return () => medianNs * Math.exp(spread * normal(random));
}

/** 20,000 times with their lag, and 2,000 probes of the lag. */
function measured(time: Draw, lag: Draw) {
  const times = Array.from({ length: 20_000 }, time);
  return {
    truth: histogramOf(times),
    seen: histogramOf(times.map((each) => each + lag())),
    lags: histogramOf(Array.from({ length: 2000 }, lag)),
  };
}

/** The most that a percentile may be off, as a share. */
const cases: readonly (readonly [string, (random: Draw) => readonly [Draw, Draw], p50: number, p99: number])[] = [
  ["as a quiet machine has it", (random) => [around(55 * us, 0.2, random), around(50 * us, 0.3, random)], 0.05, 0.1],
  ["both wide", (random) => [around(55 * us, 0.5, random), around(50 * us, 0.5, random)], 0.1, 0.15],
  ["a lag far below the time", (random) => [around(5000 * us, 0.3, random), around(50 * us, 0.4, random)], 0.02, 0.05],
  ["a lag of twice the time", (random) => [around(50 * us, 0.3, random), around(100 * us, 0.3, random)], 0.1, 0.2],
  ["a time that is always the same", (random) => [() => 5000 * us, around(300 * us, 0.6, random)], 0.01, 0.05],
  [
    "a tail of the lag alone",
    (random) => [around(55 * us, 0.2, random), () => (random() < 0.03 ? 2000 * us : 50 * us)],
    0.05,
    0.15,
  ],
];

test.each(cases)("what was there before the lag is found again: %s", (_name, draws, p50, p99) => {
  for (const seed of [1, 2, 3]) {
    const [time, lag] = draws(seededRandom(seed));
    const { truth, seen, lags } = measured(time, lag);
    const found = lessLag(seen, lags);
    expect(found?.count).toBe(20_000);
    expect(Math.abs((found?.percentile(50) ?? 0) / truth.percentile(50) - 1)).toBeLessThan(p50);
    expect(Math.abs((found?.percentile(99) ?? 0) / truth.percentile(99) - 1)).toBeLessThan(p99);
    expect(Math.abs((found?.mean ?? 0) - (seen.mean - lags.mean))).toBeLessThan(1);
  }
});

test("a tail of the times stays theirs", () => {
  const random = seededRandom(4);
  const time = around(55 * us, 0.2, random);
  const { truth, seen, lags } = measured(() => (random() < 0.03 ? 2000 * us : time()), around(50 * us, 0.2, random));
  expect(Math.abs((lessLag(seen, lags)?.percentile(99) ?? 0) / truth.percentile(99) - 1)).toBeLessThan(0.05);
});

test("none of either says nothing", () => {
  const some = histogramOf([100 * us]);
  expect(lessLag(some, new Histogram())).toBeUndefined();
  expect(lessLag(new Histogram(), some)).toBeUndefined();
});

test("a lag that is longer than all that was seen leaves nothing, and no figure", () => {
  const longer = histogramOf(Array.from({ length: 100 }, () => 500 * us));
  expect(lessLag(histogramOf([50 * us, 60 * us]), longer)).toBeUndefined();
});

test.each([
  ["a lag that hardly counts", 579e6, 0.001, 10 * us],
  ["few times that are far apart", 579e6, 1.5, 300 * us],
  ["times of one value", 3e6, 0, 5 * us],
])("no percentile is above the one that was measured: %s", (_name, medianNs, spread, lagNs) => {
  const random = seededRandom(7);
  const [time, lag] = [around(medianNs, spread, random), around(lagNs, 0.5, random)];
  const seen = histogramOf(Array.from({ length: 200 }, () => time() + lag()));
  const found = lessLag(seen, histogramOf(Array.from({ length: 1000 }, lag)));
  const ranks = Array.from({ length: 100 }, (_, rank) => rank + 1);
  const above = ranks.filter((rank) => (found?.percentile(rank) ?? Infinity) > seen.percentile(rank));
  expect(above).toEqual([]);
});
