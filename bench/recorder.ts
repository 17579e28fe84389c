/** Recording a latency, in mqbench's counts and in hdr-histogram-js. */
import { build } from "hdr-histogram-js";
import { counterColumn, Recorder } from "../src/metrics/recorder.ts";
import { repeats } from "./task.ts";
import type { Task } from "./task.ts";

export function recorderTasks(): readonly Task[] {
  const recorder = new Recorder(2);
  const counts = recorder.histograms("serviceTime")[1];
  if (counts === undefined) throw new Error("no histogram for account 1");
  const library = build({
    bitBucketSize: 64,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3.6e12,
    numberOfSignificantValueDigits: 3,
  });
  const latencies = Array.from({ length: repeats }, (_, n) => Math.round(50_000 * 1.01 ** (n % 500)));
  const sent = counterColumn("sent");
  return [
    { name: "record a latency", run: () => latencies.forEach((ns) => counts.record(ns)) },
    { name: "record a latency in hdr-histogram-js", run: () => latencies.forEach((ns) => library.recordValue(ns)) },
    { name: "count", run: () => latencies.forEach(() => recorder.count(1, sent)) },
  ];
}
