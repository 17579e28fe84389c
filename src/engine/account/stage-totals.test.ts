import { expect, test } from "vitest";
import { counterColumn, Recorder } from "../../metrics/recorder.ts";
import { fakeScenario, fakeSensors } from "../../scenario/testing/fake-scenario.ts";
import { StageTotals } from "./stage-totals.ts";

/** 10 messages a second for 2 s, then 40 for 2 s; the load begins 1 s into the trial. */
const course = [
  { atNs: 0, ratePerSecond: 10, stage: "low" },
  { atNs: 2e9, ratePerSecond: 10, stage: null },
  { atNs: 2e9, ratePerSecond: 40, stage: "high" },
];
const scenario = fakeScenario({
  sensors: [fakeSensors({ count: 5, schedule: { kind: "even", periodNs: 200e6, course } })],
  phases: { warmupNs: 0, measureNs: 4e9, drainNs: 0 },
});

/** What one shard counted since the look before: so many sent and acknowledged, after 1 ms each. */
function counted(messages: number) {
  const recorder = new Recorder(2);
  recorder.count(1, counterColumn("sent"), messages);
  recorder.count(1, counterColumn("acknowledged"), messages);
  for (let message = 0; message < messages; message += 1) recorder.histograms("publishLatency")[1]?.record(1e6);
  return recorder.take();
}

test("a look belongs to the stage in which most of the time since the one before lies", () => {
  const stages = new StageTotals(scenario, 1e9);
  expect(stages.boundariesNs).toEqual([3e9]);
  // Before the load, in both halves, and behind its end.
  for (const [atNs, messages] of [
    [0.9e9, 7],
    [2e9, 10],
    [3.001e9, 10],
    [4e9, 40],
    [4.999e9, 39],
    [5.5e9, 1],
  ] as const)
    stages.add(counted(messages), 0, atNs);
  const latency = (count: number) => ({ count, p50Ns: expect.closeTo(1e6, -5), p99Ns: null });
  expect(stages.toResult()).toEqual([
    {
      name: "low",
      fromNs: 0,
      toNs: 2e9,
      planned: 20,
      sent: 20,
      acknowledged: 20,
      delivered: 0,
      publishLatency: latency(20),
      endToEndLatency: null,
    },
    {
      name: "high",
      fromNs: 2e9,
      toNs: 4e9,
      planned: 80,
      sent: 79,
      acknowledged: 79,
      delivered: 0,
      publishLatency: latency(79),
      endToEndLatency: null,
    },
  ]);
});
