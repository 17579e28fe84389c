import { expect, test } from "vitest";
import { fakeResult, fakeTrial } from "../../result/testing/fake-result.ts";
import { renderOpenMetrics } from "./openmetrics.ts";

/** The labels of a line but its quantile. */
function groupOf(line: string): string {
  const [, labels = ""] = /\{(.*)\}/u.exec(line) ?? [];
  return labels.replace(/,quantile="[^"]*"/u, "");
}

test("samples of one set of labels stand together where some quantiles are only bounds", () => {
  const trials = ([0, 2] as const).map((qos) => {
    const trial = fakeTrial(qos);
    const { endToEndLatency: latency } = trial.metrics;
    if (latency?.kind !== "histogram") throw new Error("the fixture has no latencies");
    const unended = { count: 20, atMost: { p99: null }, encoded: latency.encoded };
    return { ...trial, metrics: { ...trial.metrics, endToEndLatency: { ...latency, unended } } };
  });
  const lines = renderOpenMetrics([fakeResult({ trials })]).split("\n");
  const groups = lines.filter((line) => line.startsWith("mqbench_end_to_end_latency")).map(groupOf);
  const runs = groups.filter((group, at) => group !== groups[at - 1]);
  expect(runs.some((group) => group.includes('bound="at least"'))).toBe(true);
  expect(runs).toEqual([...new Set(groups)]);
});
