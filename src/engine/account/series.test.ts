import { expect, test } from "vitest";
import { counterColumn, Recorder } from "../../metrics/recorder.ts";
import { Series } from "./series.ts";
import type { Samples } from "./series.ts";

const gauges = { open: 1, inflight: 0, inflightIn: 0, waiting: 0, pending: 0 };

function samplesAt(seconds: number): Samples {
  return {
    atNs: seconds * 1e9,
    broker: { process: null, gauges: {}, problems: [] },
    generator: { cpuNs: 0, rssBytes: 0 },
  };
}

/** A row for each second, in which messages took so many ns. */
function seriesOf(seconds: readonly Partial<Record<"endToEndLatency" | "publishLatency", readonly number[]>>[]) {
  const series = new Series(1, samplesAt(0));
  for (const [index, latencies] of seconds.entries()) {
    const recorder = new Recorder(1);
    for (const metric of ["endToEndLatency", "publishLatency"] as const)
      for (const ns of latencies[metric] ?? []) recorder.histograms(metric)[0]?.record(ns);
    series.add(recorder.take(), 0, (index + 1) * 1e9);
    series.close("measure", gauges, samplesAt(index + 1));
  }
  return series.toResult();
}

test("latencies over time are counted by second and by step of the logarithm, eight a decade", () => {
  const { heat } = seriesOf([
    { endToEndLatency: [1e6, 1.1e6, 20e6], publishLatency: [1e3] },
    { endToEndLatency: [1e6] },
  ]);
  expect(heat).toEqual({
    metric: "endToEndLatency",
    stepsPerDecade: 8,
    cells: [
      [1, 48, 2],
      [1, 58, 1],
      [2, 48, 1],
    ],
  });
});

test("a first second without a delivery does not hide the deliveries after it", () => {
  const { heat } = seriesOf([{ publishLatency: [1e6] }, { endToEndLatency: [1e6] }]);
  expect(heat).toMatchObject({ metric: "endToEndLatency", cells: [[2, 48, 1]] });
});

test("without a subscriber they are publish latencies; without either there are none", () => {
  expect(seriesOf([{ publishLatency: [1e6] }]).heat?.metric).toBe("publishLatency");
  expect(seriesOf([{}]).heat).toBeUndefined();
});

test("a second has its median, and a p99 only with ten latencies beyond it", () => {
  const second = (count: number): number[] => Array.from({ length: count }, () => 1e6);
  const { columns } = seriesOf([{ publishLatency: second(999) }, { publishLatency: second(1000) }]);
  expect(columns["publishLatency.p50"]).toEqual([1e6, 1e6]);
  expect(columns["publishLatency.p99"]).toEqual([null, 1e6]);
});

test("a count that the broker began again at 0 has risen by both of its lives, and its gap is no fall", () => {
  const series = new Series(1, samplesAt(0));
  for (const [index, droppedMessages] of [12, 15, undefined, 2, 4].entries()) {
    const broker = { process: null, gauges: droppedMessages === undefined ? {} : { droppedMessages }, problems: [] };
    series.close("measure", gauges, { ...samplesAt(index + 1), broker });
  }
  expect(series.rise("brokerDropped", 10)).toBe(5 + 4);
  expect(series.rise("brokerHeap", 0)).toBeNull();
});

/** A snapshot of so many messages due. */
function due(count: number) {
  const recorder = new Recorder(2);
  recorder.count(1, counterColumn("intended"), count);
  return recorder.take();
}

test("a rate is the count ÷ the time that each shard counted it over, whenever the broker was sampled", () => {
  const series = new Series(2, samplesAt(0));
  series.add(due(250), 0, 1e9);
  series.add(due(100), 1, 0.5e9);
  const first = series.close("measure", gauges, samplesAt(1.04));
  series.add(due(125), 0, 1.5e9);
  series.add(due(0), 1, 2e9);
  const second = series.close("measure", gauges, samplesAt(2.2));
  expect([first.offered, second.offered]).toEqual([250 + 200, 250]);
});

test("strangers' messages have a column of their own", () => {
  const series = new Series(1, samplesAt(0));
  const recorder = new Recorder(1);
  recorder.count(0, counterColumn("foreign"), 94);
  series.add(recorder.take(), 0, 1e9);
  expect(series.close("measure", gauges, samplesAt(1))).toMatchObject({ delivered: 0, strangers: 94 });
});
