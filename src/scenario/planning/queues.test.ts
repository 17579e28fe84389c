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

  it("is, point to point, what the one sensor sends that each subscriber hears, and a log of that one", () => {
    const sensors = [
      fakeSensors({
        count: 1000,
        qos: 0,
        payload: { bytes: 16, file: null, template: null },
        topic: "test/{id}",
        schedule: { kind: "even", periodNs: 1e9 },
      }),
    ];
    const subscribers = [fakeSubscribers({ count: 1000, topics: ["test/{id}"], qos: 0 })];
    const phases = { warmupNs: 5e9, measureNs: 15e9, drainNs: 1e9 };
    const scenario = fakeScenario({ sensors, subscribers, phases });
    // 20 messages of 16 + 9 + 10 bytes: as intended times, two in Node, all in the kernel; then unread, and in the log.
    const sensor = 20 * 16 + 2 * 35 + 20 * 35;
    const subscriber = 20 * 35 + 1 * 150 + 20 / 4;
    expect(queuedBytes(scenario)).toBe(1000 * (sensor + subscriber));
  });

  it("has what is due to a shared subscription once, and the log of each member for all of it", () => {
    const sensors = [
      fakeSensors({
        count: 10,
        qos: 0,
        payload: { bytes: 16, file: null, template: null },
        topic: "test/{id}",
        schedule: { kind: "even", periodNs: 1e9 },
      }),
    ];
    const subscribers = [fakeSubscribers({ count: 5, topics: ["test/#"], qos: 0, share: "group" })];
    const phases = { warmupNs: 5e9, measureNs: 15e9, drainNs: 1e9 };
    const none = queuedBytes(fakeScenario({ sensors, subscribers: [], phases }));
    const shared = queuedBytes(fakeScenario({ sensors, subscribers, phases }));
    expect(shared - none).toBe(200 * 35 + 5 * (10 * 150 + 200 / 4));
  });

  it("is nothing where nothing is sent", () => {
    expect(queuedBytes(floodOf({}, { load: { kind: "idle" } }))).toBe(0);
  });
});
