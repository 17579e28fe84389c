import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { loopbackEndpoint } from "../mqtt/endpoint.ts";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../scenario/fake-scenario.ts";
import type { SensorGroup } from "../scenario/scenario.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { FakeBroker } from "./fake-broker.ts";
import { Shard } from "./shard.ts";
import { Totals } from "./totals.ts";
import type { FromWorker, ShardReport } from "./worker-messages.ts";

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "Date"],
    now: 0,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A shard on a fake broker and a fake clock, told what the main thread would tell it. */
class Rig {
  readonly broker = new FakeBroker();
  readonly totals: Totals;
  readonly posted: FromWorker[] = [];
  readonly #shard: Shard;

  constructor(sensors: Partial<SensorGroup>, changes: Partial<Scenario> = {}) {
    const group = fakeSensors({ count: 1, topic: "t/{id}", payload: { bytes: 16, file: null }, ...sensors });
    const scenario = fakeScenario({ sensors: [group], subscribers: [], ...changes });
    const routes = [...scenario.sensors, ...scenario.subscribers].map(() => [loopbackEndpoint(0)]);
    const payloads = [new Uint8Array(group.payload.bytes)];
    this.totals = new Totals(2);
    this.#shard = new Shard(
      { shard: 0, shards: 1, scenario, prefix: "abcdef", runTag: 1, routes, sources: [], payloads, epoch: 0n },
      { open: () => this.broker.open, post: (message) => this.posted.push(message), now: () => Date.now() * 1e6 },
    );
  }

  connect(): this {
    this.#shard.handle({ kind: "connect", fromNs: Date.now() * 1e6 });
    vi.advanceTimersByTime(100);
    this.#shard.handle({ kind: "subscribe" });
    vi.advanceTimersByTime(100);
    return this;
  }

  /** Connected at 200 ms; measure is from 210 ms on, for `measureMs`: as the main thread, this tells the shard before. */
  measure(measureMs: number): this {
    const startNs = (Date.now() + 10) * 1e6;
    this.#shard.handle({
      kind: "load",
      times: { startNs, measureFromNs: startNs, measureToNs: startNs + measureMs * 1e6 },
    });
    return this;
  }

  stop(): void {
    this.#shard.handle({ kind: "stop", atNs: Date.now() * 1e6 });
  }

  finish(): ShardReport {
    this.#shard.handle({ kind: "finish" });
    vi.advanceTimersByTime(6000);
    const finished = this.posted.find((message) => message.kind === "finished");
    if (finished === undefined) throw new Error("not finished");
    this.totals.add(finished.snapshot);
    return finished.report;
  }

  count(name: Parameters<Totals["counter"]>[1]): number {
    return this.totals.counter(1, name);
  }
}

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
  const rig = new Rig(every100ms, { subscribers: [fakeSubscribers({ count: 1, topic: "t/+", qos: 0 })] });
  rig.connect().measure(1000);
  vi.advanceTimersByTime(1200);
  const report = rig.finish();
  expect([rig.count("delivered"), rig.count("duplicate"), rig.count("reordered")]).toEqual([10, 0, 0]);
  expect(report.seen.map(({ receiver, counts }) => [receiver, [...counts.measured]])).toEqual([[1, [10]]]);
});
