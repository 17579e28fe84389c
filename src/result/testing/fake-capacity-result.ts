/** A small capacity search for tests: QoS 1 ended by the broker, QoS 2 by mqbench. */
import type { CapacityPoint, CapacityResult } from "../capacity.ts";
import { fakeResult } from "./fake-result.ts";

export function fakeCapacityResult(): CapacityResult {
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
    cases: ([1, 2] as const).map((qos) => ({
      id: `qos=${qos}`,
      axes: { qos },
      summary: `500 sensors × 2 msg/s × 64 B, QoS ${qos}, MQTT 3.1.1`,
      broker: "mosquitto 2.0.11",
      unsupported: null,
      conditions: ["publishLatency.p99 < 50ms"],
      isComplete: true,
      ratePerSecond: 4000 / qos,
      bound: { kind: qos === 1 ? ("broker" as const) : ("generator" as const), ratePerSecond: 4200 / qos },
      curve: [
        point(1000 / qos, "sustained", 2 * qos),
        point(4200 / qos, qos === 1 ? "exceeded" : "generator", 312),
        point(4000 / qos, "sustained", 9.5 * qos),
      ],
    })),
  };
}

function point(ratePerSecond: number, verdict: CapacityPoint["verdict"], p99Ms: number): CapacityPoint {
  return {
    ratePerSecond,
    verdict,
    because: verdict === "sustained" ? null : "publishLatency.p99 < 50ms",
    startedAt: "2026-11-23T08:00:12.345Z",
    figures: {
      acknowledgedRate: ratePerSecond,
      "publishLatency.p99": p99Ms * 1e6,
      lost: 0,
      brokerCpu: ratePerSecond / 10_000,
    },
  };
}
