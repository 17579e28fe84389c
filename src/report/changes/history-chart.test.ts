import { expect, it } from "vitest";
import { trendsOf } from "../../analysis/history.ts";
import type { HistoryEntry } from "../../result/history.ts";
import { renderHistoryChart } from "./history-chart.ts";

function entry(day: number, ns: number): HistoryEntry {
  return {
    startedAt: new Date(Date.UTC(2026, 10, 1 + day)).toISOString(),
    run: "aaaa",
    commit: `c${day}c0ffee00`,
    dirty: false,
    mqbench: "0.1.0",
    cases: { "qos=2": { "serviceTime.p50": ns, lost: 0 } },
  };
}

it("has a panel a figure that changed, its commits, and the change of level in words", () => {
  const medians = Array.from({ length: 20 }, (_, day) => (day < 12 ? 400e3 : 480e3) + (day % 3) * 1e3);
  const svg = renderHistoryChart("fake", trendsOf(medians.map((ns, day) => entry(day, ns))));
  expect(svg.startsWith("<svg")).toBe(true);
  expect(svg).not.toContain("<script");
  expect(svg).toContain("qos=2 serviceTime.p50: 481 µs");
  expect(svg).toContain("c12c0ff");
  expect(svg).toContain("+19.9 %");
  expect(svg).not.toContain("lost");
});
