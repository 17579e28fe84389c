/** What a shard makes of a broker of MQTT 5. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeSubscribers } from "../../scenario/testing/fake-scenario.ts";
import { readAliased } from "../../mqtt/wire/ledger.ts";
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

const every100ms = { qos: 0, schedule: { kind: "even", periodNs: 100e6 } } as const;

test("deliveries by aliases of the broker's own are known, whole, and each of its sensor's topic", () => {
  const subscribers = [fakeSubscribers({ topics: ["t/+"], asks: { topicAliasMaximum: 1 } })];
  const rig = new Rig(every100ms, { protocol: "5", subscribers });
  rig.broker.version = 5;
  rig.broker.aliases = true;
  rig.connect().measure(1000);
  vi.advanceTimersByTime(1100);
  const report = rig.finish();
  expect((["delivered", "altered", "duplicate"] as const).map((name) => rig.count(name))).toEqual([10, 0, 0]);
  // The topic has three bytes, as many as an alias.
  expect(readAliased(report.aliased, [1])).toEqual({ introducing: 1, short: 9, savedBytes: -3 });
  expect(report.agreed).toMatchObject([{ connections: 2, topicAliasMaximum: 0, receiveMaximum: 65_535 }]);
});

test("a connection that the broker ends is told with its reason code, and its own words of the first", () => {
  const rig = new Rig({ ...every100ms, count: 2 }, { protocol: "5" });
  rig.broker.version = 5;
  let told = 0;
  rig.broker.answer = (packet) => {
    if (packet.cmd !== "publish") return undefined;
    told += 1;
    return { cmd: "disconnect", reasonCode: 0x8b, properties: { reasonString: `going down, ${told}` } };
  };
  rig.connect().measure(1000);
  vi.advanceTimersByTime(1100);
  expect(rig.finish().sensors.dropped).toEqual({
    "broker sent DISCONNECT: server shutting down (0x8b), in its own words: going down, 1": 2,
  });
});
