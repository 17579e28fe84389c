import { expect, test } from "vitest";
import { fakeSeriesRow } from "../../engine/testing/fake-series-row.ts";
import { openMetricsFamilies, renderOpenMetrics } from "../../report/formats/openmetrics.ts";
import type { RunResult } from "../../result/schema.ts";
import { fakeResult } from "../../result/testing/fake-result.ts";
import { planRun } from "../../scenario/planning/plan.ts";
import { fakeCase } from "../../scenario/testing/fake-scenario.ts";
import { LiveFeed } from "./live-feed.ts";
import { liveMetrics } from "./live-metrics.ts";

function followed(trials: RunResult["trials"]) {
  const plan = planRun([fakeCase({}, "qos=0"), fakeCase({}, "qos=2")]);
  const told: (readonly [string, unknown])[] = [];
  const feed = new LiveFeed({ name: "fake", plan, tell: (name, data) => void told.push([name, data]) });
  const result = fakeResult({ trials });
  feed.follow(result);
  const [first, second] = plan.trials;
  if (first === undefined || second === undefined) throw new Error("two trials were planned");
  return { feed, told, result, first, second };
}

const progress = { phase: "measure", elapsedNs: 12.04e9, row: fakeSeriesRow, threadDelayP99Ns: 0 } as const;

test("a second is told as the run has it; a rate of what does not exist here is none, not 0", () => {
  const { feed, told, first } = followed([]);
  const counts = { intended: 10, sent: 9, unsent: 1, delivered: 8 };
  feed.progress({ ...progress, planned: first, row: { ...fakeSeriesRow, acknowledged: 0 }, counts });
  expect(told).toEqual([
    [
      "row",
      {
        trial: {
          title: expect.stringMatching(/^trial 1 of 2 \(qos=[02]\)$/u),
          summary: expect.any(String),
          connections: 3,
        },
        second: 12,
        phase: "measure",
        leftNs: expect.any(Number),
        values: { ...fakeSeriesRow, acknowledged: null },
        counts,
      },
    ],
  ]);
  expect(feed.state.rows).toHaveLength(1);
});

test("a page that is opened later sees the last hour of the trial that runs, and every trial that is over", () => {
  const { feed, told, result, first, second } = followed([]);
  for (let index = 0; index < 3700; index += 1)
    feed.progress({ ...progress, planned: first, elapsedNs: index * 1e9, counts: {} });
  expect([feed.state.rows.length, feed.state.rows[0]?.second, feed.state.now?.second]).toEqual([3600, 100, 3699]);
  const [trial] = fakeResult().trials;
  if (trial === undefined) throw new Error("no trial");
  result.trials.push({ ...trial, valid: false, invalidBecause: [{ code: "late", text: "mqbench was late" }] });
  feed.saved();
  feed.saved();
  expect(told.filter(([name]) => name === "ended")).toHaveLength(1);
  expect(feed.running).toBeNull();
  feed.progress({ ...progress, planned: second, counts: {} });
  expect(feed.state.rows).toHaveLength(1);
  expect(feed.state.ended).toMatchObject([{ valid: false, because: ["mqbench was late"], counts: { lost: 0 } }]);
});

test("what a load that is driven step by step does is told twice a second at most, and has no row", () => {
  const { feed, told, first } = followed([]);
  for (let index = 0; index < 100; index += 1)
    feed.progress({ planned: first, title: `step ${index}`, elapsedNs: index * 1e8 });
  expect(told).toHaveLength(20);
  expect(feed.state).toMatchObject({ rows: [], now: { phase: "step 95", values: {}, counts: {} } });
});

test("texts of others stay texts", () => {
  const plan = planRun([fakeCase({}, "a\u001B[2Jb")]);
  const feed = new LiveFeed({ name: "mqtt://user:secret@host/\u202E", plan, tell: () => undefined });
  const [planned] = plan.trials;
  if (planned === undefined) throw new Error("no trial");
  feed.progress({ ...progress, planned, counts: {} });
  const texts = [JSON.stringify(feed.state), liveMetrics("", feed.state, feed.running)];
  for (const text of texts) {
    expect(text).not.toMatch(/secret|(?<!\\)\\u001b|\u202E/iu);
    expect(text).not.toContain("\u001B");
  }
});

test("metrics: the trials that are over as the report has them, then the one that runs, each family once", () => {
  const { feed, first } = followed([]);
  feed.progress({ ...progress, planned: first, counts: { sent: 9 } });
  const finished = openMetricsFamilies([fakeResult()]);
  const text = liveMetrics(finished, feed.state, feed.running);
  const report = renderOpenMetrics([fakeResult()]);
  expect(text.startsWith(report.slice(0, -"# EOF\n".length))).toBe(true);
  const own = text.slice(finished.length).split("\n");
  const types = text.split("\n").filter((line) => line.startsWith("# TYPE"));
  expect(new Set(types).size).toBe(types.length);
  const whose = `run="f4k3",scenario="fake",case="${first.case.id}",trial="1"`;
  expect(own).toContain(`mqbench_live_publish_latency_seconds{${whose},quantile="0.99"} 0.00326`);
  expect(own).toContain(`mqbench_live_broker_rss_bytes{${whose}} 266000000`);
  expect(own).toContain(`mqbench_live_sent_so_far{${whose}} 9`);
  expect(own.slice(-2)).toEqual(["# EOF", ""]);
  expect(liveMetrics(finished, feed.state, null)).toBe(report);
});
