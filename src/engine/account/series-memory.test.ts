import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { ProcessProbe } from "../../machine/process-probe.ts";
import { histogramNames } from "../../metrics/catalogue.ts";
import { Recorder } from "../../metrics/recorder.ts";
import { Series } from "./series.ts";
import type { Samples } from "./series.ts";

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

/** Of all objects and array buffers, when nothing is left to collect. */
function heldBytes(): number {
  if (typeof collect !== "function") throw new Error("V8 does not collect when it is asked");
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

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

/** A row of figures of every kind, of two groups. */
function snapshotOfAll(): ReturnType<Recorder["take"]> {
  const recorder = new Recorder(2);
  for (const metric of histogramNames) for (const histogram of recorder.histograms(metric)) histogram.record(1e6);
  return recorder.take();
}

test("a minute of rows takes no more array buffers than the first", () => {
  const snapshot = snapshotOfAll();
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

test("each row keeps less than a kilobyte, once what is not needed is collected", () => {
  const snapshot = snapshotOfAll();
  const series = new Series(2, samplesAt(0));
  const turn = (second: number): void => {
    series.add(snapshot, 0, (second + 1) * 1e9);
    series.close("measure", gauges, samplesAt(second + 1));
  };
  // What V8 compiles, and keeps for it, is no part of a row.
  for (let second = 0; second < intervals; second += 1) turn(second);
  const before = heldBytes();
  for (let second = intervals; second < 6 * intervals; second += 1) turn(second);
  expect((heldBytes() - before) / (5 * intervals)).toBeLessThan(1000);
  expect(series.toResult().seconds).toHaveLength(6 * intervals);
});
