import { expect, test } from "vitest";
import type { Trial } from "../../result/schema.ts";
import type { HistogramMetric } from "../../result/sections/statistic.ts";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import { renderCsv } from "./csv.ts";
import { renderOpenMetrics } from "./openmetrics.ts";

/** The labels of a line but its quantile. */
function groupOf(line: string): string {
  const [, labels = ""] = /\{(.*)\}/u.exec(line) ?? [];
  return labels.replace(/,quantile="[^"]*"/u, "");
}

/** Trials whose end-to-end latency has these besides. */
function trialsWith(parts: (latency: HistogramMetric) => Partial<HistogramMetric>): readonly Trial[] {
  return ([0, 2] as const).map((qos) => {
    const trial = fakeTrial(qos);
    const { endToEndLatency: latency } = trial.metrics;
    if (latency?.kind !== "histogram") throw new Error("the fixture has no latencies");
    return { ...trial, metrics: { ...trial.metrics, endToEndLatency: { ...latency, ...parts(latency) } } };
  });
}

const estimated = trialsWith(() => ({ atMost: { p99: 9e9 }, estimates: { p99: 7e9 } }));

test("an estimate stands beside its bound", () => {
  const result = fakeResult({ trials: [...estimated] });
  const lines = renderOpenMetrics([result]).split("\n");
  const p99 = lines.filter((line) => line.startsWith("mqbench_end_to_end_latency") && line.includes('"0.99"'));
  expect(p99.filter((line) => line.includes('bound="at least"'))).toHaveLength(2);
  expect(p99.filter((line) => line.endsWith(',bound="estimate"} 7'))).toHaveLength(2);
  const rows = renderCsv([result]).split("\r\n");
  expect(rows.filter((row) => row.includes("endToEndLatency.p99.estimate,ns,7000000000,false"))).toHaveLength(2);
});

test.each([
  ["bounds", trialsWith(({ encoded }) => ({ unended: { count: 20, atMost: { p99: null }, encoded } }))],
  ["bounds with estimates", estimated],
])("samples of one set of labels stand together where some quantiles are only %s", (_name, trials) => {
  const lines = renderOpenMetrics([fakeResult({ trials: [...trials] })]).split("\n");
  const groups = lines.filter((line) => line.startsWith("mqbench_end_to_end_latency")).map(groupOf);
  const runs = groups.filter((group, at) => group !== groups[at - 1]);
  expect(runs.some((group) => group.includes('bound="at least"'))).toBe(true);
  expect(runs).toEqual([...new Set(groups)]);
});
