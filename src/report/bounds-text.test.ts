import { expect, test } from "vitest";
import { middleText, statisticText } from "./bounds-text.ts";

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

test("an estimate between two bounds is said with both, in one unit where they lie close", () => {
  const between = { ...histogram, atMost: { p99: 138e3 }, estimates: { p99: 81e3 } };
  expect(statisticText(between, "p99")).toBe("≈ 81 (60–138) µs");
  expect(statisticText({ ...between, atMost: { p99: 1.01e6 }, estimates: { p99: 800e3 } }, "p99")).toBe(
    "≈ 0.8 (0.06–1.01) ms",
  );
  expect(statisticText({ ...between, percentiles: { p99: 0 } }, "p99")).toBe("≈ 81 µs (0 – 138 µs)");
});

test("over trials an estimate is said as one, and a bound as one", () => {
  expect(middleText("81 µs", { isAtLeast: false, isEstimate: true })).toBe("≈ 81 µs");
  expect(middleText("81 µs", { isAtLeast: true, isEstimate: false })).toBe("≥ 81 µs");
  expect(middleText("81 µs", { isAtLeast: false, isEstimate: false })).toBe("81 µs");
});
