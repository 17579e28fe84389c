// Another's reader is what the format is for.
// oxlint-disable-next-line no-restricted-imports
import { HistogramLogReader } from "hdr-histogram-js";
import { expect, test } from "vitest";
import { fakeResult } from "../../result/testing/fake-result.ts";
import type { RunResult } from "../../result/schema.ts";
import { renderHlog } from "./hlog.ts";

function read(text: string) {
  const reader = new HistogramLogReader(text, 64);
  const found = new Map<string, { count: number; p50: number; p99: number; from: number; to: number }>();
  for (;;) {
    const histogram = reader.nextIntervalHistogram();
    if (histogram === null) return found;
    found.set(histogram.tag, {
      count: histogram.totalCount,
      p50: histogram.getValueAtPercentile(50),
      p99: histogram.getValueAtPercentile(99),
      from: histogram.startTimeStampMsec,
      to: histogram.endTimeStampMsec,
    });
  }
}

test("HdrHistogram's reader finds every latency of every trial, with equal counts and percentiles", () => {
  const result = fakeResult();
  const found = read(renderHlog([result]));
  const kept = result.trials.flatMap((trial) =>
    Object.entries(trial.metrics).flatMap(([name, metric]) =>
      metric.kind === "histogram" ? [[`${trial.case}/trial=${trial.trial}/${name}`, metric] as const] : [],
    ),
  );
  expect(kept.length).toBeGreaterThan(10);
  expect([...found.keys()].toSorted()).toEqual(kept.map(([tag]) => tag).toSorted());
  for (const [tag, { count, percentiles }] of kept)
    expect(found.get(tag)).toMatchObject({ count, p50: percentiles["p50"], p99: percentiles["p99"] });
});

test("an interval is the measured phase of its trial", () => {
  const { from = 0, to = 0 } = read(renderHlog([fakeResult()])).get("qos=2/trial=1/serviceTime") ?? {};
  // The trial began 5,055 ms after the run, and measured from 450 ms on for 2 s.
  expect(from).toBeCloseTo(Date.parse("2026-11-23T08:00:12.345Z") + 5055 + 450, 0);
  expect(to - from).toBeCloseTo(2000, 0);
});

test("names cannot end a tag, a header or a line", () => {
  const nasty = "a, b]\n#[StartTime: 0]";
  const trials: RunResult["trials"] = fakeResult().trials.map((trial) => ({ ...trial, case: nasty }));
  const text = renderHlog([fakeResult({ scenario: { name: nasty }, trials })]);
  expect(text.match(/^#\[StartTime/gmu)).toHaveLength(1);
  expect([...read(text).keys()][0]).toBe("a;_b__#_StartTime:_0_/trial=1/pacingDelay");
});

test("a trial that is not valid says so in its tags", () => {
  const result = fakeResult();
  const trials = result.trials.map((trial) => ({ ...trial, valid: trial.case !== "qos=2" }));
  const tags = [...read(renderHlog([{ ...result, trials }])).keys()];
  expect(tags).toContain("qos=2/trial=1/not_valid/serviceTime");
  expect(tags.filter((tag) => tag.startsWith("qos=0/")).join("")).not.toContain("not_valid");
});
