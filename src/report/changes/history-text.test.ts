import { describe, expect, it } from "vitest";
import { fakeRun } from "../../analysis/testing/fake-runs.ts";
import { historyEntry, recentRegressions, trendsOf } from "../../analysis/history.ts";
import type { HistoryEntry } from "../../result/history.ts";
import { changeLine, renderHistory } from "./history-text.ts";

/** A run a day, its medians given. */
function historyOf(serviceTimesNs: readonly number[]): readonly HistoryEntry[] {
  const { cases, ...one } = historyEntry(fakeRun({ serviceTimesNs: [400e3] }));
  return serviceTimesNs.map((ns, day) => ({
    ...one,
    startedAt: new Date(Date.UTC(2026, 10, 1 + day)).toISOString(),
    commit: `${(0xa0000 + day).toString(16)}000`,
    cases: { "qos=2": { ...cases["qos=2"], "serviceTime.p50": ns } },
  }));
}

const wave = (index: number): number => 1 + 0.01 * Math.sin(index * 2.3);
const stable = Array.from({ length: 16 }, (_, index) => Math.round(400e3 * wave(index)));
const shifted = [...stable, ...Array.from({ length: 6 }, (_, index) => Math.round(480e3 * wave(index)))];

it("a change of level is shown between its commits", () => {
  const entries = historyOf(shifted);
  expect(renderHistory(trendsOf(entries), entries)).toMatchInlineSnapshot(`
    "22 runs, 2026-11-01 to 2026-11-22; 27 figures never changed

    case             figure   runs   newest                     trend
    qos=2   serviceTime.p50     22   476 µs   ▁▂▁▂▁▁▂▁▁▂▁▁▂▁▂▁|██▇██▇

    regressed: qos=2 serviceTime.p50: 400 µs → 480 µs (+19.9 %), p < 0.0001, between a000f00 and a001000 (2026-11-17)
    "
  `);
});

it("a stable history has none", () => {
  const entries = historyOf(stable);
  expect(renderHistory(trendsOf(entries), entries)).toContain("no change of level was found");
});

describe("recent regressions", () => {
  it("are those that began within the last runs", () => {
    const trends = trendsOf(historyOf(shifted));
    const [found, ...others] = recentRegressions(trends, 6);
    expect(others).toEqual([]);
    expect(found === undefined ? "" : changeLine(found.trend, found.change)).toMatchInlineSnapshot(
      `"regressed: qos=2 serviceTime.p50: 400 µs → 480 µs (+19.9 %), p < 0.0001, between a000f00 and a001000 (2026-11-17)"`,
    );
    expect(recentRegressions(trends, 5)).toEqual([]);
  });

  it("are no improvements, and none that came back", () => {
    expect(recentRegressions(trendsOf(historyOf(shifted.toReversed())), 50)).toEqual([]);
    expect(recentRegressions(trendsOf(historyOf([...shifted, ...stable])), 50)).toEqual([]);
  });
});
