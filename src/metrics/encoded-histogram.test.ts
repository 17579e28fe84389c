import { describe, expect, it } from "vitest";
import { mergeKept, percentileNs, percentileText, spectrum } from "./encoded-histogram.ts";
import type { KeptHistogram } from "./encoded-histogram.ts";
import { Histogram } from "./histogram.ts";
import { IntervalCounts } from "./interval-counts.ts";

function keep(values: readonly number[]): KeptHistogram {
  const counts = new IntervalCounts();
  for (const value of values) counts.record(value);
  const histogram = new Histogram();
  histogram.add(counts.take());
  return { of: "trial 1: serviceTime", encoded: histogram.encode() };
}

function merged(...kept: readonly KeptHistogram[]) {
  const sum = mergeKept(kept);
  if (sum === undefined) throw new Error("there was nothing to merge");
  return sum;
}

const thousand = keep(Array.from({ length: 1000 }, (_, rank) => (rank + 1) * 1e6));

describe("kept histograms", () => {
  it("are merged with every count, whatever the range of each", () => {
    const sum = merged(keep([1e6, 2e6]), keep([3e6]), keep([3600e9]));
    expect(sum.totalCount).toBe(4);
    expect(percentileNs(sum, 50)).toBeCloseTo(2e6, -4);
  });

  it("of none are none", () => {
    expect(mergeKept([])).toBeUndefined();
    expect(percentileText([])).toBeUndefined();
  });

  it.each(["", "HISTF", "HISTFAAAAQV4nO2U", "bm90IGEgaGlzdG9ncmFt"])(
    "that are damaged (%j) say whose they are",
    (encoded) => {
      expect(() => mergeKept([thousand, { of: "trial 2: serviceTime", encoded }])).toThrow(
        "trial 2: serviceTime is damaged",
      );
    },
  );

  it("become the text that HdrHistogram's tools read, in milliseconds", () => {
    const lines = percentileText([thousand])?.split("\n") ?? [];
    expect(lines[0]).toBe("       Value     Percentile TotalCount 1/(1-Percentile)");
    expect(lines.find((line) => line.includes("0.500000000000"))?.trim()).toMatch(
      /^500\.\d{3} 0\.500000000000 +500 +2\.00$/u,
    );
    expect(lines.join("\n")).toContain("Total count    =         1000]");
  });
});

describe("percentiles", () => {
  it("exist with ten samples beyond", () => {
    const sum = merged(thousand);
    expect(percentileNs(sum, 99)).toBeCloseTo(990e6, -6);
    expect(percentileNs(sum, 99.1)).toBeUndefined();
    expect(percentileNs(merged(keep([5])), 50)).toBe(5);
  });

  it("by their distance to 100 % begin at the least and end where too few samples lie beyond", () => {
    const points = spectrum(merged(thousand));
    expect(points[0]).toEqual({ quantile: 0, ns: expect.closeTo(1e6, -4) });
    expect(points.find(({ quantile }) => quantile === 0.5)?.ns).toBeCloseTo(500e6, -6);
    const last = points.at(-1)?.quantile ?? 1;
    expect(1000 * (1 - last)).toBeGreaterThanOrEqual(10);
    expect(1000 * (1 - last) * 2 ** (-1 / 5)).toBeLessThan(10);
  });

  it("of an empty histogram there are none", () => {
    expect(spectrum(merged(keep([])))).toEqual([]);
  });
});
