import { expect, test } from "vitest";
import { ProcessProbe } from "../../machine/process-probe.ts";
import { histogramNames } from "../../metrics/catalogue.ts";
import { Recorder } from "../../metrics/recorder.ts";
import { Series } from "./series.ts";
import type { Samples } from "./series.ts";

const intervals = 60;
const gauges = { open: 1, inflight: 0, inflightIn: 0, waiting: 0, pending: 0 };

function samplesAt(seconds: number): Samples {
  return {
    atNs: seconds * 1e9,
    broker: { process: null, gauges: {}, problems: [] },
    generator: { cpuNs: 0, rssBytes: 0 },
  };
}

/** The most that array buffers took beyond what they had before, looked at after each turn; nothing is collected on purpose. */
function mostGrown(turn: (number: number) => void): number {
  turn(0);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let number = 1; number <= intervals; number += 1) {
    turn(number);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  return most;
}

test("a minute of rows takes no more array buffers than the first", () => {
  const recorder = new Recorder(2);
  for (const metric of histogramNames) for (const histogram of recorder.histograms(metric)) histogram.record(1e6);
  const snapshot = recorder.take();
  const series = new Series(2, samplesAt(0));
  const grown = mostGrown((second) => {
    series.add(snapshot, 0, (second + 1) * 1e9);
    series.close("measure", gauges, samplesAt(second + 1));
  });
  expect(series.toResult().seconds).toHaveLength(intervals + 1);
  expect(grown).toBeLessThan(1e6);
});

test("a minute of samples of a process takes no more array buffers than the first", () => {
  const probe = new ProcessProbe([process.pid]);
  const grown = mostGrown(() => expect(probe.sample()).not.toBeNull());
  expect(grown).toBeLessThan(1e6);
});
