import { describe, expect, it } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../testing/fake-scenario.ts";
import { offeredBytesPerSecond, queuedBytes } from "./queues.ts";
import type { Scenario } from "../scenario.ts";
import type { SensorGroup } from "../base.ts";

const mebibyte = 1_048_576;

/** A million messages a second of 1 MiB, from 1,000 sensors. */
const flood = floodOf({});

function floodOf(changes: Partial<SensorGroup>, more: Partial<Scenario> = {}): Scenario {
  const sensors = [
    fakeSensors({
      count: 1000,
      payload: { bytes: mebibyte, file: null, template: null },
      schedule: { kind: "even", periodNs: 1e6 },
      ...changes,
    }),
  ];
  return fakeScenario({ sensors, subscribers: [], ...more });
}

describe("the bytes a second that are due", () => {
  it("are those of every sensor, headers included", () => {
    expect(offeredBytesPerSecond(flood)).toBeCloseTo(1e6 * (mebibyte + "sensors/{id}".length + 10));
  });

  it("are not known in a closed loop, nor under another load", () => {
    expect(offeredBytesPerSecond(floodOf({ schedule: { kind: "closed" } }))).toBeNull();
    expect(offeredBytesPerSecond(floodOf({}, { load: { kind: "idle" } }))).toBeNull();
  });
});

describe("what waits when the broker does not read", () => {
  it("has, at QoS 0, two packets of a sensor in Node, what the kernel holds of it, and a number for every message due", () => {
    const { warmupNs, measureNs } = flood.phases;
    const due = (warmupNs + measureNs) / 1e6;
    const packet = mebibyte + "sensors/{id}".length + 10;
    expect(queuedBytes(flood)).toBe(1000 * (due * 16 + 2 * packet + 4_194_304 + 6_291_456));
  });

  it("has no more of a message at QoS 1 than the window lets out", () => {
    const small = {
      count: 10,
      qos: 1,
      window: 3,
      payload: { bytes: 100, file: null, template: null },
      topic: "t",
    } as const;
    const scenario = floodOf({ ...small, schedule: { kind: "even", periodNs: 1e9 } });
    const due = (scenario.phases.warmupNs + scenario.phases.measureNs) / 1e9;
    expect(queuedBytes(scenario)).toBe(10 * (due * 16 + 2 * 111 + 3 * 111 + 3 * 40));
  });

  it("grows with the subscribers that read nothing", () => {
    const none = queuedBytes(flood);
    expect(queuedBytes({ ...flood, subscribers: [fakeSubscribers({ count: 2 })] })).toBeGreaterThan(
      none + 2 * 4_194_304,
    );
  });

  it("is nothing where nothing is sent", () => {
    expect(queuedBytes(floodOf({}, { load: { kind: "idle" } }))).toBe(0);
  });
});
