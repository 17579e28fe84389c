import { describe, expect, it } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../scenario/testing/fake-scenario.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { parseThreshold } from "../scenario/keys/thresholds/thresholds.ts";
import { evaluateThresholds } from "./thresholds.ts";
import type { ThresholdOutcome } from "./thresholds.ts";

type Metrics = Parameters<typeof evaluateThresholds>[1];

const acknowledged = {
  sensors: [fakeSensors({ qos: 1 })],
  subscribers: [fakeSubscribers({ qos: 1 })],
};

function evaluate(text: string, changes: Partial<Scenario>, of: Metrics): ThresholdOutcome {
  const threshold = parseThreshold(text, null);
  if (typeof threshold === "string") throw new Error(threshold);
  const [outcome] = evaluateThresholds(fakeScenario({ ...changes, thresholds: [threshold] }), of);
  if (outcome === undefined) throw new Error("no outcome");
  return outcome;
}

describe("a threshold on a cost of which packets are missing", () => {
  const costs = (of: Record<string, number>): Metrics =>
    Object.fromEntries(
      Object.entries({ packetsPerMessage: 1.5, packetsPerDelivery: 1.5, acknowledged: 500, ...of }).map(
        ([name, value]) => [name, { kind: "value", value }],
      ),
    );

  it.each([
    [{ unfinished: 500, refused: 0 }, "packets are missing: 500 never ended"],
    [{ unfinished: 0, refused: 2 }, "packets are missing: 2 refused"],
    [{ unfinished: 1, refused: 2 }, "packets are missing: 1 never ended, 2 refused"],
  ])("fails: %j", (of, nothing) => {
    for (const name of ["packets", "roundTrips", "wireBytes", "overhead"]) {
      const values = { ...of, [`${name}PerMessage`]: 0.1 };
      expect(evaluate(`${name}PerMessage < 2`, acknowledged, costs(values))).toMatchObject({
        outcome: "failed",
        measured: null,
        nothing,
      });
    }
  });

  it("passes where every handshake ended", () => {
    expect(evaluate("packetsPerMessage < 2", acknowledged, costs({ unfinished: 0, refused: 0 })).outcome).toBe(
      "passed",
    );
  });

  it.each([
    ["brokerCpuPerMessage", { sent: 1000, unfinished: 500 }, "work is missing: 500 never ended"],
    ["brokerCpuPerMessage", { sent: 1000, refused: 11 }, "work is missing: 11 refused"],
    [
      "generatorCpuPerMessage",
      { sent: 1000, refused: 600, unfinished: 1 },
      "work is missing: 1 never ended, 600 refused",
    ],
    ["brokerCpuPerMessage", { sent: 1000, lost: 21, expectedDeliveries: 2000 }, "work is missing: 21 never delivered"],
  ])("fails on CPU a message, %s, where messages did not come through: %j", (name, of, nothing) => {
    const found = evaluate(`${name} < 2s`, acknowledged, costs({ ...of, [name]: 1000 }));
    expect(found).toMatchObject({ outcome: "failed", measured: null, nothing });
  });

  it("passes on CPU a message where no more are missing than it varies by", () => {
    const few = {
      sent: 1000,
      unfinished: 3,
      refused: 5,
      lost: 20,
      expectedDeliveries: 2000,
      brokerCpuPerMessage: 1000,
    };
    expect(evaluate("brokerCpuPerMessage < 2s", acknowledged, costs(few)).outcome).toBe("passed");
  });

  it("fails on what an outage costs where clients never came back", () => {
    const reconnectTime: Metrics[string] = {
      kind: "histogram",
      count: 9,
      min: 1,
      mean: 1,
      max: 1,
      percentiles: {},
      unended: { count: 2, atMost: {} },
    };
    const outages = { ...costs({ recoveryPacketsPerOutage: 1 }), reconnectTime };
    const returning = {
      ...acknowledged,
      session: { clean: false, reconnect: { delayNs: 250e6, factor: 1, maxNs: 250e6, jitterShare: 0 } },
    };
    expect(evaluate("recoveryPacketsPerOutage < 9", returning, outages)).toMatchObject({
      outcome: "failed",
      nothing: "packets are missing: 2 never came back",
    });
  });

  it("fails on the subscribers' hop where a delivery was never released", () => {
    const released: Metrics[string] = {
      kind: "histogram",
      count: 9,
      min: 1,
      mean: 1,
      max: 1,
      percentiles: {},
      unended: { count: 4, atMost: {} },
    };
    expect(evaluate("packetsPerDelivery < 2", acknowledged, { ...costs({}), released })).toMatchObject({
      outcome: "failed",
      nothing: "packets are missing: 4 never released",
    });
  });
});
