import { expect, test } from "vitest";
import { compare } from "../../../../analysis/compare.ts";
import { sideOfResult } from "../../../../analysis/side.ts";
import { fakeCapacityResult } from "../../../../result/testing/fake-capacity-result.ts";
import { fakeResult, fakeTrial } from "../../../../result/testing/fake-result.ts";
import type { RunResult } from "../../../../result/schema.ts";
import { renderCalibrationHtml } from "./calibration.ts";
import { renderCapacityHtml } from "./capacity.ts";
import { renderComparisonHtml } from "./comparison.ts";

function headlineOf(html: string): string {
  return /<p class="headline">(?<text>[^<]*)</u.exec(html)?.groups?.["text"] ?? "";
}

test("a capacity search says what each case sustains, and whose limit that was", () => {
  const html = renderCapacityHtml(fakeCapacityResult());
  expect(headlineOf(html)).toBe(
    "QoS 1 on mosquitto 2.0.11: sustained: 4,000 messages a second; at 4,200/s not: publishLatency.p99 &lt; 50ms.",
  );
  // Where mqbench ended it the broker may sustain more.
  expect(html).toMatch(/>messages a second<\/th><td [^>]*>4,000<\/td><td [^>]*>≥ 2,000<\/td>/u);
  expect(html.match(/<h2 [^>]*>Each trial: QoS \d</gu)).toHaveLength(2);
});

function slower(factor: number): RunResult {
  const trials = Array.from({ length: 10 }, (_, index) => {
    const made = fakeTrial(2, { trial: index + 1 });
    const value = 130e3 * factor * (1 + index / 1000);
    return {
      ...made,
      metrics: { ...made.metrics, brokerCpuPerMessage: { kind: "value", unit: "ns", value } as const },
    };
  });
  return fakeResult({ cases: fakeResult().cases.slice(1), trials });
}

test("a comparison draws each change with its interval, and says what changed", () => {
  const html = renderComparisonHtml(compare(sideOfResult(slower(1)), sideOfResult(slower(1.5))), ["head: 3 lost"]);
  expect(headlineOf(html)).toMatch(/^1 regressed, /u);
  expect(html).toContain("change of each figure from base to head");
  expect(html).toMatch(/brokerCpuPerMessage<\/th>.*\+50 %.*regressed/u);
  expect(html).toContain("head: 3 lost");
});

test("a comparison tells a changed scenario before the figures that changed with it, once", () => {
  const [base, head] = [slower(1), slower(1.5)];
  const cases = head.cases.map((each) => ({ ...each, scenario: { ...each.scenario, keepalive: "5s" } }));
  const html = renderComparisonHtml(compare(sideOfResult(base), sideOfResult({ ...head, cases })), []);
  const told = "the scenario differs: keepalive";
  expect(html.split(told)).toHaveLength(2);
  expect(html.indexOf(told)).toBeLessThan(html.indexOf("1 regressed"));
});

test("a calibration says which change would be found", () => {
  const noise = { case: "qos=2", name: "serviceTime.p50", trials: 20, variation: 0.02, minEffect: 0.05 };
  expect(
    headlineOf(
      renderCalibrationHtml("fake", [
        { ...noise, detectable: 0.06 },
        { ...noise, detectable: 0.09 },
      ]),
    ),
  ).toBe("A change of 6 % to 9 %, by figure, would be found in eight of ten comparisons.");
  expect(headlineOf(renderCalibrationHtml("fake", [{ ...noise, detectable: null }]))).toBe(
    "So few trials find no change of any size.",
  );
});
