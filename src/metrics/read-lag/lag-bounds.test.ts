import { describe, expect, it, test } from "vitest";
import { seededRandom } from "../../seeded-random.ts";
import { Histogram } from "../histogram.ts";
import { histogramOf } from "../testing/histogram-of.ts";
import { leastLessLag, withBoundedTail } from "./lag-bounds.ts";
import { lessLag } from "./less-lag.ts";
import { weightedOf } from "./ranked-lag.ts";
import type { Weighted } from "./ranked-lag.ts";
import { summariseWith } from "../unended.ts";

type Draw = () => number;
interface Ranks {
  readonly time: number;
  readonly lag: number;
}

const us = 1e3;

/** Most near 20 µs, some far above: with a tail as long as what other programs make. */
function timeAt(rank: number): number {
  return 15 * us * (1 - rank) ** -0.6;
}

function lagAt(rank: number): number {
  return 12 * us * (1 - rank) ** -0.4;
}

/** How a time and its lag go together, rank by rank. */
const dependences: readonly (readonly [string, (random: Draw) => Ranks])[] = [
  ["nothing to do with each other", (random) => ({ time: random(), lag: random() })],
  ["the slower, the later", (random) => same(random())],
  ["the slower, the sooner", (random) => opposite(random())],
  ["the same cause in the tail alone", (random) => inTail(random(), random())],
  ["the same cause, now and then", (random) => (random() < 0.5 ? same(random()) : { time: random(), lag: random() })],
];

function same(rank: number): Ranks {
  return { time: rank, lag: rank };
}

function opposite(rank: number): Ranks {
  return { time: rank, lag: 1 - rank };
}

function inTail(rank: number, other: number): Ranks {
  return rank > 0.95 ? same(rank) : { time: rank, lag: 0.95 * other };
}

function measured(draw: (random: Draw) => Ranks, seed: number) {
  const random = seededRandom(seed);
  const pairs = Array.from({ length: 10_000 }, () => draw(random));
  return {
    truth: histogramOf(pairs.map(({ time }) => timeAt(time))),
    seen: histogramOf(pairs.map(({ time, lag }) => timeAt(time) + lagAt(lag))),
    lags: histogramOf(Array.from({ length: 2000 }, () => lagAt(draw(random).lag))),
  };
}

test.each(dependences)("the truth lies within, whatever time and lag have to do with each other: %s", (_name, draw) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { truth, seen, lags } = measured(draw, seed);
    for (const percentile of [75, 90, 95, 99]) {
      const least = leastLessLag(seen, [lags], percentile);
      expect(truth.percentile(percentile)).toBeGreaterThanOrEqual(least);
      expect(truth.percentile(percentile)).toBeLessThanOrEqual(seen.percentile(percentile));
      expect(least).toBeGreaterThan(0);
    }
  }
});

test("as if they had nothing to do with each other, the tail would be wrong where they do: that is why there are bounds", () => {
  const { truth, seen, lags } = measured((random) => same(random()), 1);
  expect((lessLag(seen, lags)?.percentile(99) ?? 0) / truth.percentile(99)).toBeGreaterThan(1.15);
});

test("a lag that is always the same is taken off nearly whole", () => {
  const seen = histogramOf(Array.from({ length: 1000 }, (_, index) => (100 + index) * us));
  const lags = histogramOf(Array.from({ length: 2000 }, () => 50 * us));
  expect(leastLessLag(seen, [lags], 99) / us).toBeCloseTo(1038, -1);
});

test("of several kinds of lag the longest counts, and too few probes take nothing off for sure", () => {
  const seen = histogramOf(Array.from({ length: 1000 }, () => 1000 * us));
  const [short, long] = [50, 200].map((lagUs) => histogramOf(Array.from({ length: 2000 }, () => lagUs * us)));
  if (short === undefined || long === undefined) throw new Error("two were made");
  expect(leastLessLag(seen, [short, long], 90) / us).toBeCloseTo(800, -1);
  expect(leastLessLag(seen, [histogramOf([50 * us])], 99)).toBe(0);
});

describe("the tail of a summary", () => {
  const random = seededRandom(7);
  const lags = histogramOf(Array.from({ length: 2000 }, () => lagAt(random())));
  const seen = histogramOf(Array.from({ length: 10_000 }, () => timeAt(random()) + lagAt(random())));
  const ranked = weightedOf(seen).map(({ ns, weight }) => ({ ns: ns - 15 * us, weight }));
  const less = lessLag(seen, lags);
  if (less === undefined) throw new Error("there were enough");

  it("has bounds in the place of estimates, and keeps the median", () => {
    const summary = summariseWith(less, new Histogram());
    const measuredAlone = { times: seen, unended: new Histogram(), ranked: [], lags: [lags] };
    const bounded = withBoundedTail(summary, measuredAlone);
    expect(bounded.estimates).toBeUndefined();
    expect(bounded.percentiles["p50"]).toBe(summary.percentiles["p50"]);
    expect(Object.keys(bounded.atMost ?? {})).toEqual(["p75", "p90", "p95", "p99", "p99.9"]);
    expect(bounded.percentiles["p99"]).toBe(leastLessLag(seen, [lags], 99));
    expect(bounded.atMost?.["p99"]).toBe(seen.percentile(99));
    expect(bounded.max).toBe(Math.min(summary.max, seen.max));
    expect([bounded.count, bounded.mean, bounded.encoded]).toEqual([summary.count, summary.mean, summary.encoded]);
  });

  it("has bounds that do not fall from a percentile to the next, and holds none for the median's estimate", () => {
    // Of 150 probes the furthest rank that is known of is among those that are late.
    const few = histogramOf(Array.from({ length: 150 }, (_, index) => (index < 132 ? 1 : 80) * us));
    const times = histogramOf(Array.from({ length: 10_000 }, (_, index) => (100 + index / 100) * us));
    const own = leastLessLag(times, [few], 90);
    expect(leastLessLag(times, [few], 99)).toBeLessThan(own);
    const whole = summariseWith(times, new Histogram());
    const summary = { ...whole, percentiles: { ...whole.percentiles, p50: 190 * us } };
    const { percentiles, atMost = {} } = withBoundedTail(summary, {
      times,
      unended: new Histogram(),
      ranked: [],
      lags: [few],
    });
    const bounds = Object.keys(atMost).map((name) => percentiles[name] ?? 0);
    expect(bounds).toEqual(bounds.toSorted((one, other) => one - other));
    expect(percentiles["p90"]).toBe(own);
    expect(percentiles["p99"]).toBeGreaterThanOrEqual(own);
    expect(percentiles["p75"]).toBe(leastLessLag(times, [few], 75));
    for (const [name, most] of Object.entries(atMost)) expect(most).toBeGreaterThanOrEqual(percentiles[name] ?? 0);
  });

  it("has no upper bound where what never ended has none", () => {
    const unended = histogramOf(Array.from({ length: 200 }, () => 1e6 * us));
    const bounded = withBoundedTail(summariseWith(less, unended), { times: seen, unended, ranked, lags: [lags] });
    expect(bounded.unended?.atMost).toMatchObject({ p99: null, max: null });
    expect(Object.keys(bounded.atMost ?? {})).toEqual(["p75", "p90", "p95"]);
    expect(Object.keys(bounded.estimates ?? {})).toEqual(["p75", "p90", "p95"]);
  });

  it("has estimates up to p99, none of them outside of the bounds", () => {
    const summary = summariseWith(less, new Histogram());
    const none = new Histogram();
    const estimatesOf = (values: readonly Weighted[]) =>
      withBoundedTail(summary, { times: seen, unended: none, ranked: values, lags: [lags] });
    const { estimates = {}, atMost = {}, percentiles } = estimatesOf(ranked);
    expect(Object.keys(estimates)).toEqual(["p75", "p90", "p95", "p99"]);
    for (const [name, ns] of Object.entries(estimates)) {
      expect(ns).toBeGreaterThanOrEqual(percentiles[name] ?? Infinity);
      expect(ns).toBeLessThanOrEqual(atMost[name] ?? 0);
    }
    expect(estimatesOf([{ ns: 1e12, weight: 1 }]).estimates).toEqual(
      Object.fromEntries(Object.entries(atMost).filter(([name]) => name !== "p99.9")),
    );
    expect(estimatesOf([{ ns: 0, weight: 1 }]).estimates?.["p75"]).toBe(summary.percentiles["p50"]);
  });

  it("has none where there are too few probes", () => {
    const few = { count: 900, percentile: (percent: number) => lags.percentile(percent) };
    const summary = summariseWith(less, new Histogram());
    const { estimates } = withBoundedTail(summary, { times: seen, unended: new Histogram(), ranked, lags: [few] });
    expect(Object.keys(estimates ?? {})).toEqual(["p75", "p90", "p95"]);
  });
});
