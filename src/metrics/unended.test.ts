import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Histogram } from "./histogram.ts";
import { IntervalCounts } from "./interval-counts.ts";
import { figuresWith, summariseWith } from "./unended.ts";

function histogramOf(values: readonly number[]): Histogram {
  const counts = new IntervalCounts();
  for (const ns of values) counts.record(ns);
  const histogram = new Histogram();
  histogram.add(counts.take());
  return histogram;
}

function rising(count: number, ns: (place: number) => number): readonly number[] {
  return Array.from({ length: count }, (_, place) => ns(place));
}

it("a broker that froze for the last quarter: percentiles beyond what ended are at least the ages", () => {
  // 1,500 took 1 ms; of 500, due 2 ms apart, the last was 3 s old at the end.
  const ended = histogramOf(rising(1500, () => 1e6));
  const unended = histogramOf(rising(500, (place) => 3e9 + place * 2e6));
  const { min, max, mean, percentiles, unended: bounds } = figuresWith(ended, unended);
  expect([percentiles["p50"], percentiles["p75"]].map((ns) => Math.round((ns ?? 0) / 1e6))).toEqual([1, 1]);
  // Of 2,000 the 1,800th is the 300th of the unended, the 1,980th the 480th.
  for (const [name, ns] of [
    ["p90", 3e9 + 299 * 2e6],
    ["p99", 3e9 + 479 * 2e6],
  ] as const) {
    expect(percentiles[name]).toBeLessThanOrEqual(ns);
    expect(percentiles[name]).toBeGreaterThan(ns * 0.998);
  }
  expect([min, max]).toEqual([1e6, 3e9 + 499 * 2e6]);
  expect(mean).toBeCloseTo((1500 * 1e6 + 500 * 3e9 + (499 * 500 * 2e6) / 2) / 2000, 0);
  expect(bounds).toEqual({ count: 500, atMost: { p90: null, p95: null, p99: null, max: null, mean: null } });
});

it("a percentile is exact where enough ended below every age, and limited by what ended above one", () => {
  const ended = histogramOf(rising(100, (place) => (place + 1) * 1e6));
  const { percentiles, unended, min } = figuresWith(ended, histogramOf([50.5e6]));
  // The 51st of 101 is the age; had it taken long, it would be the 51st of what ended.
  expect((percentiles["p50"] ?? 0) / 1e6).toBeCloseTo(50.5, 1);
  expect((unended?.atMost["p50"] ?? 0) / 1e6).toBeCloseTo(51, 1);
  // 91 of 101: the 90th, or the 91st.
  expect((percentiles["p90"] ?? 0) / 1e6).toBeCloseTo(90, 1);
  expect((unended?.atMost["p90"] ?? 0) / 1e6).toBeCloseTo(91, 1);
  expect([min, unended?.atMost["min"]]).toEqual([1e6, undefined]);
});

it("where nothing ended every figure is only a lower bound", () => {
  const { count, min, percentiles, unended } = summariseWith(new Histogram(), histogramOf([2e9, 2e9, 4e9]));
  expect([count, min, unended?.count]).toEqual([0, 2e9, 3]);
  expect(Object.keys(unended?.atMost ?? {}).toSorted()).toEqual(["max", "mean", "min", "p50"]);
  expect(percentiles["p50"]).toBeLessThanOrEqual(2e9);
});

it("where all ended nothing is different", () => {
  const ended = histogramOf([1, 2, 3]);
  expect(summariseWith(ended, new Histogram())).toEqual(ended.summary());
});

it("no figure is wrong, whatever the unended become", () => {
  const ns = fc.integer({ min: 0, max: 1e9 });
  const property = fc.property(
    fc.array(ns, { maxLength: 120 }),
    fc.array(fc.record({ age: ns, more: ns }), { minLength: 1, maxLength: 120 }),
    (ended, unended) => {
      const {
        min,
        max,
        mean,
        percentiles,
        unended: bounds,
      } = figuresWith(histogramOf(ended), histogramOf(unended.map(({ age }) => age)));
      const truth = histogramOf([...ended, ...unended.map(({ age, more }) => age + more)]);
      const figures = { min, max, mean, ...percentiles };
      for (const [name, atLeast] of Object.entries(figures)) {
        const real =
          name === "min" || name === "max" || name === "mean" ? truth[name] : truth.percentile(Number(name.slice(1)));
        const most = bounds?.atMost[name] === null ? Number.POSITIVE_INFINITY : (bounds?.atMost[name] ?? atLeast);
        // Buckets are at most 0.1 % wide.
        expect(real).toBeGreaterThanOrEqual(atLeast * 0.999 - 1);
        expect(real).toBeLessThanOrEqual(most * 1.001 + 1);
      }
    },
  );
  fc.assert(property, { numRuns: 60 });
});
