import { describe, expect, it } from "vitest";
import { fitSlope, fitTrend } from "./trend.ts";

const megabyte = 1e6;

/** A row a second, of so many seconds. */
function rows(seconds: number, at: (second: number) => number) {
  return Array.from({ length: seconds }, (_, second) => ({ x: second, y: at(second) }));
}

describe("the trend of a gauge", () => {
  it("is what it rises a minute", () => {
    const trend = fitTrend(rows(600, (second) => 170 * megabyte + (second / 60) * 5 * megabyte));
    expect(trend?.perMinute).toBeCloseTo(5 * megabyte, 3);
    expect(trend?.isDistinct).toBe(true);
  });

  it("is seen through a saw that rises and is collected again and again", () => {
    const saw = (second: number): number => (second % 23) * 2 * megabyte;
    const rising = fitTrend(rows(840, (second) => saw(second) + (second / 60) * 5 * megabyte));
    expect([rising?.isDistinct, Math.round((rising?.perMinute ?? 0) / megabyte)]).toEqual([true, 5]);
    expect(fitTrend(rows(840, saw))?.isDistinct).toBe(false);
  });

  it("falls where the gauge falls", () => {
    const trend = fitTrend(rows(300, (second) => -second * megabyte));
    expect(trend).toEqual({ perMinute: -60 * megabyte, isDistinct: true });
  });

  it("is none where nothing moves", () => {
    expect(fitTrend(rows(300, () => 5))).toEqual({ perMinute: 0, isDistinct: false });
  });

  it("is not bent by one part of the run", () => {
    const trend = fitTrend(rows(600, (second) => (second < 30 ? 500 * megabyte : 200 * megabyte)));
    expect(trend).toEqual({ perMinute: 0, isDistinct: false });
  });

  it("is not told of less than two minutes", () => {
    expect(fitTrend(rows(120, (second) => second))).toBeUndefined();
    expect(fitTrend(rows(121, (second) => second))).toBeDefined();
    expect(fitTrend([])).toBeUndefined();
  });
});

describe("the slope of a gauge", () => {
  it("has an interval around it, which is as narrow as the gauge is steady", () => {
    const steady = fitSlope(rows(600, (second) => 170 * megabyte + second * 1000));
    expect([steady?.perSecond, steady?.from, steady?.to].map((each) => Math.round(each ?? 0))).toEqual([
      1000, 1000, 1000,
    ]);
    const wild = fitSlope(rows(600, (second) => ((second * 7919) % 997) * megabyte));
    expect(wild?.from).toBeLessThan(0);
    expect(wild?.to).toBeGreaterThan(0);
  });

  it("is none of less than two minutes", () => {
    expect(fitSlope(rows(100, (second) => second))).toBeUndefined();
  });
});
