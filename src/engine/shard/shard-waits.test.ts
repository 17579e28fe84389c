import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeScenario } from "../../scenario/testing/fake-scenario.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { SensorGroup } from "../../scenario/base.ts";
import { Rig } from "../testing/fake-shard.ts";

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "Date"],
    now: 0,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Within 5 ms. */
const near = (ages: readonly number[]): readonly unknown[] => ages.map((age) => expect.closeTo(age, -1));

describe("a wait for the broker's answer that has none counts with its age", () => {
  const idle: Partial<Scenario> = { load: { kind: "idle" }, keepaliveSeconds: 2 };

  test("a CONNECT, from its place in the ramp: until its timeout, or until the end", () => {
    const connect = { ...fakeScenario().connect, ratePerSecond: 50, timeoutNs: 1070e6 };
    const rig = new Rig({ count: 3 }, { ...idle, connect });
    rig.broker.isSilent = true;
    // Due at 0, 20 and 40 ms; at 1100, when somebody looks, two are given up; the end is at 1150.
    rig.connect();
    vi.advanceTimersByTime(950);
    expect(rig.ages(rig.finish())["connectLatency"]).toEqual(near([1080, 1100, 1110]));
  });

  test("not one that was refused: that was its answer", () => {
    const rig = new Rig({}, idle);
    rig.broker.refusesConnect = true;
    rig.connect();
    expect(rig.ages(rig.finish())["connectLatency"]).toBeUndefined();
  });

  test("a PINGREQ that is open at the end", () => {
    const rig = new Rig({}, idle).connect().measure(10_000);
    rig.broker.isSilent = true;
    // It leaves after half of the keepalive at the earliest, after all of it at the latest.
    vi.advanceTimersByTime(2500);
    const [age, ...others] = rig.agesNow()["pingRoundTrip"] ?? [];
    expect(others).toEqual([]);
    expect(age).toBeGreaterThan(500);
    expect(age).toBeLessThan(1500);
    expect(rig.ages(rig.finish())["pingRoundTrip"]).toEqual(near([age ?? 0]));
    expect(rig.totals.histogram(0, "pingRoundTrip")).toBeUndefined();
  });

  test("a PINGREQ for which the connection was given up, as old as it was then", () => {
    const rig = new Rig({}, idle).connect().measure(20_000);
    rig.broker.isSilent = true;
    vi.advanceTimersByTime(15_000);
    const ages = rig.ages(rig.finish())["pingRoundTrip"] ?? [];
    expect(ages).toHaveLength(1);
    // The keepalive, and the next look.
    expect(ages[0]).toBeGreaterThan(2000);
    expect(ages[0]).toBeLessThan(2200);
  });
});

describe("a load that owes the broker nothing asks every connection when measure is over", () => {
  const idle: Partial<Scenario> = { load: { kind: "idle" }, keepaliveSeconds: 60 };
  const asked = ({ posted }: Rig) => posted.find(({ kind }) => kind === "asked");

  test("and tells that all answered, at once", () => {
    const rig = new Rig({ count: 3 }, idle).connect().measure(1000);
    vi.advanceTimersByTime(1100);
    rig.ask();
    vi.advanceTimersByTime(10);
    expect(asked(rig)).toEqual({ kind: "asked", connections: 3, silent: [] });
    rig.finish();
    // All leave at once: their round trips are of the crowd.
    expect([rig.broker.pings, rig.totals.counter(0, "pings")]).toEqual([3, 0]);
  });

  test("or that none did, after the connect timeout", () => {
    const rig = new Rig({ count: 3 }, idle).connect().measure(1000);
    rig.broker.isSilent = true;
    vi.advanceTimersByTime(1100);
    rig.ask();
    const timeoutMs = fakeScenario().connect.timeoutNs / 1e6;
    vi.advanceTimersByTime(timeoutMs - 10);
    expect(asked(rig)).toBeUndefined();
    vi.advanceTimersByTime(20);
    expect(asked(rig)).toEqual({ kind: "asked", connections: 3, silent: ["s0x1", "s0x2", "s0x3"] });
    // Those that never came count with their age.
    expect(rig.ages(rig.finish())["pingRoundTrip"]).toEqual(near([timeoutMs + 10, timeoutMs + 10, timeoutMs + 10]));
  });

  test("a connection that ends instead has not answered, and one that had pinged is not asked twice", () => {
    const rig = new Rig({ count: 2 }, { ...idle, keepaliveSeconds: 2 }).connect().measure(1000);
    rig.broker.holdMs = 5000;
    vi.advanceTimersByTime(1700);
    expect(rig.broker.pings).toBe(2);
    rig.ask();
    rig.broker.dropAll();
    vi.advanceTimersByTime(10);
    expect(asked(rig)).toEqual({ kind: "asked", connections: 2, silent: ["s0x1", "s0x2"] });
    expect(rig.broker.pings).toBe(2);
  });
});

describe("a sensor that lost its connection owes a handshake", () => {
  const session = { clean: true, reconnect: { delayNs: 200e6, factor: 1, maxNs: 200e6, jitterShare: 0 } };
  const at = (qos: 0 | 1 | 2): Partial<SensorGroup> => ({ qos, schedule: { kind: "even", periodNs: 100e6 } });
  test.each([
    ["when a message was due after it", at(1), 500, true],
    ["not when none was", at(1), 1150, false],
    ["not at QoS 0, which has none", at(0), 500, false],
    ["in a closed loop, which had sent again", { qos: 1, schedule: { kind: "closed" } } as const, 500, true],
  ])("%s", (_, sensors, lostMs, isOwed) => {
    const rig = new Rig(sensors, { session }).connect();
    rig.broker.holdMs = 10;
    rig.measure(1000);
    vi.advanceTimersByTime(lostMs);
    rig.broker.isSilent = true;
    rig.broker.dropAll();
    vi.advanceTimersByTime(1500);
    expect(rig.finish().outages.map((each) => [each.backNs, each.isOwed])).toEqual([[null, isOwed]]);
  });
});
