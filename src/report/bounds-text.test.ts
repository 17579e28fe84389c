import { expect, test } from "vitest";
import { statisticText } from "./bounds-text.ts";

const histogram = {
  kind: "histogram",
  unit: "ns",
  count: 10_000,
  min: 1e3,
  mean: 30e3,
  max: 1e6,
  percentiles: { p50: 20e3, p99: 60e3 },
  encoded: "",
} as const;

test("what is only known between two bounds is said with both, what is only known from below with that", () => {
  expect(statisticText({ ...histogram, atMost: { p99: 200e3 } }, "p99")).toBe("60 µs – 200 µs");
  expect(statisticText({ ...histogram, atMost: { p99: 200e3 } }, "p50")).toBe("20 µs");
  expect(statisticText({ ...histogram, unended: { count: 1, atMost: { p99: null }, encoded: "" } }, "p99")).toBe(
    "≥ 60 µs",
  );
});
