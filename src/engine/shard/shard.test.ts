import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeSubscribers } from "../../scenario/testing/fake-scenario.ts";
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

const every100ms: Partial<SensorGroup> = { qos: 2, schedule: { kind: "even", periodNs: 100e6 } };

describe("an open loop", () => {
  test("sends at the intended times and accounts for every message", () => {
    const rig = new Rig(every100ms).connect().measure(1000);
    vi.advanceTimersByTime(1100);
    const report = rig.finish();
    expect(rig.broker.published).toHaveLength(10);
    expect([rig.count("intended"), rig.count("sent"), rig.count("acknowledged"), rig.count("overruns")]).toEqual([
      10, 10, 10, 0,
    ]);
    expect(rig.totals.histogram(1, "publishDelay")?.max).toBe(0);
    expect(report.bytes.unreconciled).toBe(0);
  });

  test("shows a broker that holds each answer for 50 ms, in both legs", () => {
    const rig = new Rig(every100ms).connect().measure(1000);
    rig.broker.holdMs = 50;
    vi.advanceTimersByTime(1500);
    rig.finish();
    const p50 = (metric: "publishLeg" | "releaseLeg" | "serviceTime" | "publishLatency"): number =>
      Math.round((rig.totals.histogram(1, metric)?.percentile(50) ?? 0) / 1e6);
    expect([p50("publishLeg"), p50("releaseLeg"), p50("serviceTime"), p50("publishLatency")]).toEqual([
      50, 50, 100, 100,
    ]);
  });

  test("lets a message wait for the window with its intended time, so that a stall shows in full", () => {
    const rig = new Rig({ qos: 1, window: 1, schedule: { kind: "even", periodNs: 10e6 } }).connect().measure(100);
    rig.broker.holdMs = 50;
    vi.advanceTimersByTime(2000);
    rig.finish();
    // Ten messages 10 ms apart, one in flight at a time, 50 ms each: the last ends at 500 ms and was due at 90.
    expect(rig.count("acknowledged")).toBe(10);
    expect(rig.count("overruns")).toBe(9);
    expect(Math.round((rig.totals.histogram(1, "publishLatency")?.max ?? 0) / 1e6)).toBe(410);
    expect(Math.round((rig.totals.histogram(1, "serviceTime")?.max ?? 0) / 1e6)).toBe(50);
    expect(Math.round((rig.totals.histogram(1, "publishDelay")?.max ?? 0) / 1e6)).toBe(360);
    expect(rig.totals.histogram(1, "pacingDelay")?.max).toBe(0);
  });

  test("shows a stall of 50 ms in the latency of every message due meanwhile, and in no other", () => {
    const rig = new Rig({ qos: 1, window: 100, schedule: { kind: "even", periodNs: 1e6 } }).connect().measure(1000);
    vi.advanceTimersByTime(509);
    rig.broker.stalledUntilMs = Date.now() + 51;
    vi.advanceTimersByTime(1500);
    rig.finish();
    // A message a millisecond for a second: 50 fall into the stall and take 50, 49, … 1 ms; every other
    // takes the 1 ms that is the least of a fake clock. Of 1,000, ten take more than 40.
    const latency = rig.totals.histogram(1, "publishLatency");
    const inMs = (ns: number | undefined): number => Math.round((ns ?? 0) / 1e6);
    expect([rig.count("sent"), rig.count("acknowledged")]).toEqual([1000, 1000]);
    expect([latency?.percentile(95), latency?.percentile(99), latency?.max].map(inMs)).toEqual([1, 40, 50]);
    expect((latency?.mean ?? 0) / 1e6).toBeCloseTo((950 + 1275) / 1000, 2);
  });

  test("follows what was sent in measure to its end", () => {
    const rig = new Rig(every100ms).connect().measure(1000);
    rig.broker.holdMs = 700;
    vi.advanceTimersByTime(4000);
    rig.finish();
    expect([rig.count("sent"), rig.count("acknowledged")]).toEqual([10, 10]);
    expect(rig.totals.counter(0, "acknowledgedWithinMeasure")).toBe(0);
  });

  test("counts what never ends as neither acknowledged nor lost from the account", () => {
    const rig = new Rig(every100ms).connect().measure(1000);
    rig.broker.isSilent = true;
    vi.advanceTimersByTime(2000);
    const report = rig.finish();
    expect([rig.count("intended"), rig.count("sent"), rig.count("acknowledged")]).toEqual([10, 10, 0]);
    // The first was due at 210 ms, and it is 2,200 ms now.
    expect(report.oldestUnfinishedNs).toBe(1990e6);
  });

  test("sends nothing that is due after a stop", () => {
    const rig = new Rig(every100ms).connect().measure(1000);
    vi.advanceTimersByTime(350);
    rig.stop();
    vi.advanceTimersByTime(1000);
    rig.finish();
    expect([rig.count("intended"), rig.count("sent")]).toEqual([4, 4]);
  });
});

describe("a sensor whose connection drops", () => {
  test("leaves its later messages unsent when it may not come back", () => {
    const rig = new Rig(every100ms).connect().measure(1000);
    vi.advanceTimersByTime(350);
    rig.broker.dropAll();
    vi.advanceTimersByTime(1000);
    const report = rig.finish();
    expect([rig.count("intended"), rig.count("sent")]).toEqual([10, 4]);
    expect(report.sensors.dropped).toEqual({ "connection reset by the broker": 1 });
  });

  test("sends what waited, with its intended time, when it is back", () => {
    const session = { clean: true, reconnect: { delayNs: 200e6, factor: 1, maxNs: 200e6, jitterShare: 0 } };
    const rig = new Rig(every100ms, { session }).connect().measure(1000);
    vi.advanceTimersByTime(350);
    rig.broker.dropAll();
    vi.advanceTimersByTime(1000);
    rig.finish();
    expect([rig.count("intended"), rig.count("sent"), rig.count("acknowledged")]).toEqual([10, 10, 10]);
    // Dropped at 550 ms, back at 750 and accepted 2 ms later: the message due at 610 waited 142 ms.
    expect(Math.round((rig.totals.histogram(1, "publishDelay")?.max ?? 0) / 1e6)).toBe(142);
  });
});

describe("what never ends is told with the age it has at the end", () => {
  /** What is due at 210, 310, … 1,110 ms is so old at 2,200. */
  const tenAges = [1090, 1190, 1290, 1390, 1490, 1590, 1690, 1790, 1890, 1990];
  test("by the latencies that it would have had", () => {
    const rig = new Rig(every100ms).connect().measure(1000);
    rig.broker.isSilent = true;
    vi.advanceTimersByTime(2000);
    const ages = rig.ages(rig.finish());
    expect(Object.keys(ages).toSorted()).toEqual(["publishLatency", "publishLeg", "serviceTime"]);
    for (const each of Object.values(ages)) expect(each).toEqual(near(tenAges));
  });

  test("a leg that has ended is a leg like any other; the one that is open is told", () => {
    const rig = new Rig(every100ms).connect().measure(1000);
    rig.broker.withholdsPubcomp = true;
    vi.advanceTimersByTime(2000);
    const report = rig.finish();
    expect(rig.ages(report)["releaseLeg"]).toEqual(near(tenAges));
    expect(rig.ages(report)["publishLeg"]).toBeUndefined();
    expect(rig.totals.histogram(1, "publishLeg")?.count).toBe(10);
    expect(rig.totals.histogram(1, "serviceTime")).toBeUndefined();
  });

  test("what waits for the window has no service time, and is unsent", () => {
    const rig = new Rig({ ...every100ms, window: 4 }).connect().measure(1000);
    rig.broker.isSilent = true;
    vi.advanceTimersByTime(2000);
    const ages = rig.ages(rig.finish());
    expect([rig.count("intended"), rig.count("sent")]).toEqual([10, 4]);
    expect(ages["serviceTime"]).toEqual(near(tenAges.slice(6)));
    expect(ages["publishDelay"]).toEqual(near(tenAges.slice(0, 6)));
    expect(ages["publishLatency"]).toEqual(near(tenAges));
  });

  test("what a sensor that may not come back had in flight, and all that was due later", () => {
    const rig = new Rig(every100ms).connect().measure(1000);
    rig.broker.isSilent = true;
    vi.advanceTimersByTime(350);
    rig.broker.dropAll();
    vi.advanceTimersByTime(1650);
    const report = rig.finish();
    const ages = rig.ages(report);
    expect([rig.count("intended"), rig.count("sent"), rig.count("abandoned")]).toEqual([10, 4, 4]);
    expect(report.unfinished).toEqual({ sensors: Int32Array.of(0, 0, 0, 0), sequences: Uint32Array.of(0, 1, 2, 3) });
    expect(ages["serviceTime"]).toEqual(near(tenAges.slice(6)));
    expect(ages["publishDelay"]).toEqual(near(tenAges.slice(0, 6)));
    expect(ages["publishLatency"]).toEqual(near(tenAges));
    expect(ages["outageLatency"]).toEqual(near(tenAges));
  });

  test("what a session that was lost took with it, though the sensor is back", () => {
    const session = { clean: true, reconnect: { delayNs: 200e6, factor: 1, maxNs: 200e6, jitterShare: 0 } };
    const rig = new Rig(every100ms, { session }).connect().measure(1000);
    rig.broker.stalledUntilMs = 100_000;
    vi.advanceTimersByTime(350);
    rig.broker.dropAll();
    rig.broker.stalledUntilMs = 0;
    vi.advanceTimersByTime(1650);
    const report = rig.finish();
    const ages = rig.ages(report);
    expect([rig.count("sent"), rig.count("acknowledged")]).toEqual([10, 6]);
    expect([...report.unfinished.sequences]).toEqual([0, 1, 2, 3]);
    expect(ages["publishLatency"]).toEqual(near(tenAges.slice(6)));
    expect(ages["serviceTime"]).toEqual(near(tenAges.slice(6)));
    expect(ages["publishDelay"]).toBeUndefined();
  });

  test("nothing that was due after a stop, and what waited when it came", () => {
    const rig = new Rig({ ...every100ms, window: 2 }).connect().measure(1000);
    rig.broker.isSilent = true;
    vi.advanceTimersByTime(350);
    rig.stop();
    vi.advanceTimersByTime(1650);
    const ages = rig.ages(rig.finish());
    expect([rig.count("intended"), rig.count("sent")]).toEqual([4, 2]);
    expect(ages["publishLatency"]).toEqual(near(tenAges.slice(6)));
    expect(ages["publishDelay"]).toEqual(near(tenAges.slice(6, 8)));
  });

  test("of a closed loop, the window", () => {
    const rig = new Rig({ qos: 1, window: 3, schedule: { kind: "closed" } }).connect();
    rig.broker.isSilent = true;
    rig.measure(1000);
    vi.advanceTimersByTime(2000);
    expect(rig.ages(rig.finish())["publishLatency"]).toEqual(near([1990, 1990, 1990]));
  });

  test("on the way, when somebody asks, and not as ended", () => {
    const rig = new Rig(every100ms).connect().measure(1000);
    rig.broker.isSilent = true;
    vi.advanceTimersByTime(350);
    expect(rig.agesNow()["publishLatency"]).toEqual(near([40, 140, 240, 340]));
    rig.broker.isSilent = false;
    vi.advanceTimersByTime(1650);
    expect(rig.agesNow()["publishLatency"]).toHaveLength(4);
  });
});

test("a closed loop keeps its window full, no more", () => {
  const rig = new Rig({ qos: 1, window: 3, schedule: { kind: "closed" } }).connect();
  rig.broker.holdMs = 10;
  rig.measure(1000);
  vi.advanceTimersByTime(15);
  expect(rig.broker.published).toHaveLength(3);
  vi.advanceTimersByTime(2000);
  rig.finish();
  // Three at a time, every 10 ms.
  expect(rig.count("sent")).toBe(300);
  expect(rig.count("acknowledged")).toBe(300);
});

test("an idle load sends nothing but pings", () => {
  const rig = new Rig({}, { load: { kind: "idle" }, keepaliveSeconds: 2 }).connect().measure(10_000);
  vi.advanceTimersByTime(10_000);
  rig.finish();
  expect(rig.broker.published).toEqual([]);
  expect(rig.broker.pings).toBeGreaterThanOrEqual(5);
  expect(rig.totals.counter(0, "pings")).toBe(rig.broker.pings);
});

test("a broker that refuses is counted by its reason, and the shard goes on", () => {
  const rig = new Rig(every100ms);
  rig.broker.refusesConnect = true;
  rig.connect();
  expect(rig.posted.map(({ kind }) => kind)).toEqual(["ready", "connected", "subscribed"]);
  expect(rig.finish().sensors).toEqual({
    connected: 0,
    failed: { "broker refused CONNECT: not authorized (0x05)": 1 },
    dropped: {},
  });
});

test("a subscriber sees every message once, from the intended time on", () => {
  const rig = new Rig(every100ms, { subscribers: [fakeSubscribers({ count: 1, topics: ["t/+"], qos: 0 })] });
  rig.connect().measure(1000);
  vi.advanceTimersByTime(1200);
  const report = rig.finish();
  expect([rig.count("delivered"), rig.count("duplicate"), rig.count("reordered")]).toEqual([10, 0, 0]);
  expect(report.seen.map(({ receiver, counts }) => [receiver, [...counts.measured]])).toEqual([[1, [10]]]);
});
