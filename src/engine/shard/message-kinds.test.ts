import type { Packet } from "mqtt-packet";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readSensor, readSequence } from "../../mqtt/wire/payload.ts";
import type { SensorGroup } from "../../scenario/base.ts";
import { fakeSensors } from "../../scenario/testing/fake-scenario.ts";
import type { Scenario } from "../../scenario/scenario.ts";
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

const payload = { bytes: 16, file: null, template: null };

/** Two devices with a reading every 100 ms and an alarm every 200 ms, on one connection each. */
function devices(
  { count = 2, window = 10, qos = [1, 2], topicAlias }: Devices = {},
  changes: Partial<Scenario> = {},
): Rig {
  const device = { name: "plant", carrier: 0 };
  const shared = { count, window, payload, device, ...(topicAlias && { topicAlias }) };
  const [first = 0, second = 0] = qos;
  const sensors = [
    fakeSensors({ ...shared, name: "reading", topic: "r/{id}", qos: first, schedule: every(100e6) }),
    fakeSensors({ ...shared, name: "alarm", topic: "a/{id}", qos: second, schedule: every(200e6) }),
  ];
  return new Rig({}, { sensors, ...changes });
}

interface Devices {
  readonly count?: number;
  readonly window?: number;
  readonly qos?: readonly (0 | 1 | 2)[];
  readonly topicAlias?: boolean;
}

function every(periodNs: number): SensorGroup["schedule"] {
  return { kind: "even", periodNs };
}

function topicOf(packet: Packet): string {
  return packet.cmd === "publish" ? packet.topic : "";
}

test("two kinds of messages go over one connection a device, each with its account and its sequence numbers", () => {
  const rig = devices().connect().measure(1000);
  vi.advanceTimersByTime(1100);
  const report = rig.finish();
  expect(report.sensors.connected).toBe(2);
  for (const [account, due] of [
    [1, 20],
    [2, 10],
  ] as const)
    expect([rig.count("intended", account), rig.count("sent", account), rig.count("acknowledged", account)]).toEqual([
      due,
      due,
      due,
    ]);
  // By sensor: readings of both devices, then their alarms.
  const sent = new Map([...report.sent.sensors].map((sensor, place) => [sensor, report.sent.all[place]]));
  expect([0, 1, 2, 3].map((sensor) => sent.get(sensor))).toEqual([10, 10, 5, 5]);
  const topics = rig.broker.published.map(topicOf);
  expect([...new Set(topics)].toSorted()).toEqual(["a/1", "a/2", "r/1", "r/2"]);
  const last = rig.broker.published.findLast((packet) => topicOf(packet) === "a/2");
  if (last?.cmd !== "publish") throw new Error("no message of a/2");
  const identity = Buffer.from(last.payload);
  expect([readSensor(identity, 0), readSequence(identity, 0)]).toEqual([3, 4]);
  expect(rig.totals.histogram(1, "releaseLeg")?.count ?? 0).toBe(0);
  expect(rig.totals.histogram(2, "releaseLeg")?.count).toBe(10);
});

test("they share packet identifiers: none is in use twice on a connection", () => {
  const rig = devices({ count: 1 }).connect().measure(1000);
  rig.broker.holdMs = 350;
  vi.advanceTimersByTime(2500);
  rig.finish();
  const ids = rig.broker.published.map((packet) => packet.messageId);
  expect(ids).toEqual(ids.map((_, index) => index + 1));
});

test("they share the window: what waits leaves oldest first, whichever kind it is", () => {
  const rig = devices({ count: 1, window: 1, qos: [1, 1] })
    .connect()
    .measure(400);
  rig.broker.holdMs = 150;
  vi.advanceTimersByTime(3000);
  rig.finish();
  expect(rig.broker.published.map(topicOf)).toEqual(["r/1", "a/1", "r/1", "r/1", "a/1", "r/1"]);
  expect([rig.count("acknowledged", 1), rig.count("acknowledged", 2)]).toEqual([4, 2]);
  // Due at 300 ms, and the sixth of six that take 150 ms each, one after the other.
  expect(Math.round((rig.totals.histogram(1, "publishLatency")?.max ?? 0) / 1e6)).toBe(600);
});

test("a kind at QoS 0 needs no window", () => {
  const rig = devices({ count: 1, window: 1, qos: [1, 0] })
    .connect()
    .measure(1000);
  rig.broker.isSilent = true;
  vi.advanceTimersByTime(1500);
  const report = rig.finish();
  expect([rig.count("sent", 1), rig.count("sent", 2)]).toEqual([1, 5]);
  expect([rig.count("overruns", 1), rig.count("overruns", 2)]).toEqual([9, 0]);
  expect([...report.unfinished.sensors]).toEqual([0]);
});

test("a device that is gone leaves every kind unsent", () => {
  const rig = devices({ count: 1 }).connect().measure(1000);
  vi.advanceTimersByTime(350);
  rig.broker.dropAll();
  vi.advanceTimersByTime(1000);
  const report = rig.finish();
  expect(report.outages).toHaveLength(1);
  for (const [account, due, sent] of [
    [1, 10, 4],
    [2, 5, 2],
  ] as const)
    expect([rig.count("intended", account), rig.count("sent", account)]).toEqual([due, sent]);
  // Unsent ones age in the account of their kind.
  const delays = report.unended.filter(({ metric }) => metric === "publishDelay").map(({ account }) => account);
  expect(delays).toEqual([1, 2]);
});

test.each([
  [2, ["r/1 1", "a/1 2", " 1", " 1", " 2"], []],
  [1, ["r/1 1", "a/1 none", " 1", " 1", "a/1 none"], [1]],
  [0, ["r/1 none", "a/1 none", "r/1 none", "r/1 none", "a/1 none"], [0, 1]],
])("each kind has an alias of its own where the broker allows %d", (topicAliasMaximum, sent, without) => {
  const rig = devices({ count: 1, topicAlias: true }, { protocol: "5" });
  rig.broker.version = 5;
  rig.broker.topicAliasMaximum = topicAliasMaximum;
  rig.connect().measure(300);
  vi.advanceTimersByTime(1000);
  expect([...rig.finish().withoutAlias]).toEqual(without);
  const seen = rig.broker.published.map((packet) =>
    packet.cmd === "publish" ? `${packet.topic} ${packet.properties?.topicAlias ?? "none"}` : "",
  );
  expect(seen).toEqual(sent);
});

test("what is in flight is sent again by a device that comes back, each kind as it was", () => {
  const session = { clean: false, reconnect: { delayNs: 10e6, factor: 1, maxNs: 10e6, jitterShare: 0 } };
  const rig = devices({ count: 1, qos: [1, 1] }, { session })
    .connect()
    .measure(1000);
  rig.broker.isSilent = true;
  vi.advanceTimersByTime(250);
  rig.broker.dropAll();
  rig.broker.isSilent = false;
  rig.broker.keepsSessions = true;
  vi.advanceTimersByTime(3000);
  rig.finish();
  expect([rig.count("acknowledged", 1), rig.count("acknowledged", 2)]).toEqual([10, 5]);
  const again = rig.broker.published.filter((packet) => packet.cmd === "publish" && packet.dup);
  expect(again.map(topicOf)).toEqual(["r/1", "a/1", "r/1", "r/1", "a/1"]);
});
