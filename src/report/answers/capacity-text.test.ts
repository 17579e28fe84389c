import { expect, test } from "vitest";
import type { CapacityCase, CapacityPoint, CapacityResult } from "../../result/capacity.ts";
import { fakeResult } from "../../result/testing/fake-result.ts";
import { printCapacity } from "../capacity-formats.ts";

function point(ratePerSecond: number, verdict: CapacityPoint["verdict"], p99Ms: number): CapacityPoint {
  return {
    ratePerSecond,
    verdict,
    because: verdict === "sustained" ? null : `words, of ${ratePerSecond}`,
    startedAt: "2026-11-23T08:00:12.345Z",
    figures: {
      offeredRate: ratePerSecond,
      acknowledgedRate: ratePerSecond,
      "publishLatency.p99": p99Ms * 1e6,
      lost: 0,
      brokerCpu: ratePerSecond / 10_000,
    },
  };
}

function fakeCase(changes: Partial<CapacityCase>): CapacityCase {
  return {
    id: "qos=1",
    axes: { qos: 1 },
    summary: "500 sensors × 2 msg/s × 64 B, QoS 1, MQTT 3.1.1",
    broker: "mosquitto 2.0.11",
    unsupported: null,
    conditions: ["publishLatency.p99 < 50ms"],
    isComplete: true,
    ratePerSecond: 4000,
    bound: { kind: "broker", ratePerSecond: 4200 },
    curve: [point(1000, "sustained", 2), point(4200, "exceeded", 312), point(4000, "sustained", 9.5)],
    ...changes,
  };
}

function fakeCapacity(...cases: readonly CapacityCase[]): CapacityResult {
  return {
    schema: "mqbench/capacity",
    version: 1,
    startedAt: "2026-11-23T08:00:12.345Z",
    endedAt: "2026-11-23T08:05:22.000Z",
    status: "complete",
    scenario: { name: "fake" },
    scenarioFile: "scenarios/fake.yaml",
    environment: fakeResult().environment,
    until: "publishLatency.p99 < 50ms",
    precision: 0.05,
    cases: [...cases],
  };
}

test("a knee is said with what fails beyond it, and the curve by rising rate", () => {
  expect(printCapacity(fakeCapacity(fakeCase({})), "a.json", "text")).toMatchInlineSnapshot(`
    "fake   capacity until publishLatency.p99 < 50ms   to 5 %

    qos=1   mosquitto 2.0.11   500 sensors × 2 msg/s × 64 B, QoS 1, MQTT 3.1.1
      sustained: 4,000 messages a second; at 4,200/s not: words, of 4200
      rate        verdict   acknowledged   publish p99   lost   broker CPU
      1,000/s   sustained        1,000/s          2 ms      0         10 %
      4,000/s   sustained        4,000/s        9.5 ms      0         40 %
      4,200/s    exceeded        4,200/s        312 ms      0         42 %

    saved a.json
    "
  `);
});

test("the command that makes the search again has every option, as a shell takes it", () => {
  const command = ["capacity", "fleet.yaml", "--until", "lost == 0", "--from", "1000/s"];
  const words = "mqbench capacity fleet.yaml --until 'lost == 0' --from 1000/s";
  const result = { ...fakeCapacity(fakeCase({})), command };
  expect(printCapacity(result, "a.json", "text")).toContain(`\nagain ${words}\n\nsaved a.json\n`);
  expect(printCapacity(result, null, "html")).toContain(words.replaceAll("'", "&#39;"));
});

test("the generator's limit is not the broker's", () => {
  const curve = [point(4000, "sustained", 9.5), point(4200, "generator", 312)];
  const bound = { kind: "generator", ratePerSecond: 4200 } as const;
  const text = printCapacity(fakeCapacity(fakeCase({ curve, bound })), null, "text");
  expect(text).toContain(
    "  sustained: at least 4,000 messages a second: the limit of mqbench, its devices or this machine, not the broker's\n  at 4,200/s: words, of 4200\n",
  );
});

test.each([
  [{ ratePerSecond: null, bound: { kind: "broker", ratePerSecond: 4200 } }, "sustained: no rate that was tried; at 4,"],
  [{ bound: { kind: "range" } }, "sustained: at least 4,000 messages a second; none that was tried failed"],
  [{ unsupported: "NATS server has no QoS 2", curve: [] }, "not run: NATS server has no QoS 2"],
  [{ isComplete: false }, "the search was stopped before its end"],
] satisfies readonly (readonly [Partial<CapacityCase>, string])[])("%j is said: %s", (changes, words) => {
  expect(printCapacity(fakeCapacity(fakeCase(changes)), null, "text")).toContain(words);
});

test("a figure that is only a lower bound says so, in the table and in CSV", () => {
  const curve = fakeCase({}).curve.map((each) => ({ ...each, atLeast: ["publishLatency.p99"] }));
  expect(printCapacity(fakeCapacity(fakeCase({ curve })), null, "text")).toMatch(/≥ 312 ms/u);
  expect(printCapacity(fakeCapacity(fakeCase({ curve })), null, "csv")).toMatch(/,publishLatency\.p99,\r\n/u);
});

test("what a search as a whole warns of is said as text and in CSV", () => {
  const warned = { ...fakeCapacity(fakeCase({})), warnings: [{ code: "insecure", text: "whoever answered" }] };
  expect(printCapacity(warned, null, "text")).toContain("\nwarning: whoever answered\n");
  expect(printCapacity(warned, null, "csv")).toContain(",whoever answered\r\n");
});

test("CSV has a row a trial, with figures in base units", () => {
  expect(printCapacity(fakeCapacity(fakeCase({})), null, "csv").split("\r\n")).toMatchInlineSnapshot(`
    [
      "case,broker,rate_per_second,verdict,because,offeredRate,acknowledgedRate,publishLatency.p99,lost,brokerCpu,at_least,warnings",
      "qos=1,mosquitto 2.0.11,1000,sustained,,1000,1000,2000000,0,0.1,,",
      "qos=1,mosquitto 2.0.11,4000,sustained,,4000,4000,9500000,0,0.4,,",
      "qos=1,mosquitto 2.0.11,4200,exceeded,"words, of 4200",4200,4200,312000000,0,0.42,,",
      "",
    ]
  `);
});

test("JSON is the result itself: the curves as data", () => {
  const result = fakeCapacity(fakeCase({}));
  expect(JSON.parse(printCapacity(result, null, "json"))).toEqual(result);
});
