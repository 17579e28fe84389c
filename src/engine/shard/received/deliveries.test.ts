import { describe, expect, test } from "vitest";
import { Recorder } from "../../../metrics/recorder.ts";
import type { CounterName } from "../../../metrics/recorder.ts";
import { newPublishView, PublishTemplate, readPublish } from "../../../mqtt/wire/codec.ts";
import { outside } from "../../../mqtt/wire/ledger.ts";
import { fakeScenario, fakeSensors } from "../../../scenario/testing/fake-scenario.ts";
import { Deliveries } from "./deliveries.ts";
import { Phases } from "../phases.ts";
import type { SensorGroup } from "../../../scenario/base.ts";
import { Totals } from "../../account/totals.ts";

const runTag = 7;
const group = fakeSensors({ count: 2, topic: "t{id}" });
const scenario = fakeScenario({ sensors: [group, group] });
/** Of both groups. */
const payload = Uint8Array.from({ length: 20 }, (_, at) => at);

/** Deliveries of two groups of two sensors; measure is from 1 s to 2 s. */
function rig(
  payloads: readonly Uint8Array[] = [payload, payload],
  sameClock: readonly [number, number] | null = null,
  sensors: readonly SensorGroup[] = [group, group],
) {
  const recorder = new Recorder(3);
  const phases = new Phases();
  phases.set({ startNs: 0, measureFromNs: 1e9, measureToNs: 2e9 });
  const deliveries = new Deliveries(recorder, phases, {
    scenario: { ...scenario, sensors },
    runTag,
    payloads,
    epochUs: 0,
    shards: 2,
    sameClock,
  });
  const arrive = (
    sensor: number,
    sequence: number,
    intendedNs: number,
    changes: {
      tag?: number;
      topic?: string;
      payload?: Uint8Array;
      nowNs?: number;
      isRetained?: boolean;
      receiver?: number;
    } = {},
  ): number => {
    const { isRetained = false } = changes;
    const topic = new TextEncoder().encode(changes.topic ?? `t${(sensor % 2) + 1}`);
    const template = new PublishTemplate({
      isVersion5: false,
      qos: 0,
      isRetained,
      topicBytes: topic.length,
      payload: changes.payload ?? payload,
    });
    const packet = template.fill(topic, 0, changes.tag ?? runTag, sensor, sequence, intendedNs / 1000);
    const view = newPublishView();
    readPublish(packet, 0, 2, packet.length, false, view);
    return deliveries.arrived(changes.receiver ?? 9, packet, view, packet.length, changes.nowNs ?? intendedNs + 5e6);
  };
  const totals = (): Totals => {
    const made = new Totals(3);
    made.add(recorder.take());
    return made;
  };
  return { deliveries, arrive, totals };
}

test("a message of measure belongs to the account of its group, with its latency from the intended time", () => {
  const { arrive, totals } = rig();
  expect([arrive(1, 0, 1.1e9), arrive(2, 0, 1.2e9)]).toEqual([1, 2]);
  const seen = totals();
  expect(seen.counter(1, "delivered")).toBe(1);
  expect(seen.histogram(2, "endToEndLatency")?.max).toBe(5e6);
});

test("a message of a sensor of another clock is counted as any, and its latencies stand apart", () => {
  // Of two shards this one's agent hosts the first: sensors 0 and 2.
  const { deliveries, arrive, totals } = rig([payload, payload], [0, 1]);
  arrive(0, 0, 1.1e9);
  arrive(1, 0, 1.2e9, { nowNs: 1.2e9 + 7e6 });
  deliveries.released(1, 1.1e9, 1.1e9 + 2e6);
  deliveries.released(1, 1.2e9 + 0.5, 1.2e9 + 3e6);
  const seen = totals();
  expect(seen.counter(1, "delivered")).toBe(2);
  expect((["endToEndLatency", "endToEndAcrossClocks"] as const).map((name) => seen.histogram(1, name)?.max)).toEqual([
    5e6, 7e6,
  ]);
  expect((["released", "releasedAcrossClocks"] as const).map((name) => seen.histogram(1, name)?.max)).toEqual([
    2e6, 3e6,
  ]);
  expect([seen.ended(1, "endToEndLatency"), seen.ended(1, "released")]).toEqual([2, 2]);
});

test("a message of warm-up belongs to none, even when it arrives in measure", () => {
  const { deliveries, arrive, totals } = rig();
  expect(arrive(0, 0, 0.9e9, { nowNs: 1.5e9 })).toBe(0);
  expect(totals().merged("endToEndLatency")).toBeUndefined();
  expect(deliveries.counts()[0]?.counts.measured).toEqual(Uint32Array.of(0));
});

test("a message of measure counts when it arrives after measure", () => {
  const { arrive, totals } = rig();
  expect(arrive(0, 0, 1.9e9, { nowNs: 5e9 })).toBe(1);
  expect(totals().counter(0, "deliveredWithinMeasure")).toBe(0);
});

test("the same message again is a duplicate, and no second latency", () => {
  const { arrive, totals } = rig();
  arrive(0, 3, 1.1e9);
  arrive(0, 3, 1.1e9);
  const seen = totals();
  expect([seen.counter(1, "delivered"), seen.counter(1, "duplicate")]).toEqual([1, 1]);
  expect(seen.histogram(1, "endToEndLatency")?.count).toBe(1);
});

test("a message after a later one of the same sensor is reordered, and delivered", () => {
  const { arrive, totals } = rig();
  arrive(0, 1, 1.2e9);
  arrive(0, 0, 1.1e9);
  const seen = totals();
  expect([seen.counter(1, "delivered"), seen.counter(1, "reordered"), seen.counter(1, "duplicate")]).toEqual([2, 1, 0]);
});

/** The account after those of the groups. */
const strangers = 3;

test("what another run sent is a stranger's: in no rate, and of an account of its own", () => {
  const { arrive, totals } = rig();
  expect(arrive(0, 0, 1.1e9, { tag: 8 })).toBe(strangers);
  const seen = totals();
  expect([seen.counter(0, "foreign"), seen.counter(0, "foreignWithinMeasure")]).toEqual([1, 1]);
  expect([seen.measured("delivered"), seen.all("deliveredWithinMeasure")]).toEqual([0, 0]);
});

test.each([
  ["a sensor that does not exist", 4, 0],
  ["a sequence number that nobody reaches", 0, 2 ** 31],
])("%s is a stranger's", (_, sensor, sequence) => {
  const { arrive, totals } = rig();
  arrive(sensor, sequence, 1.1e9);
  expect(totals().counter(0, "foreign")).toBe(1);
});

const alterations: readonly (readonly [string, CounterName, Parameters<ReturnType<typeof rig>["arrive"]>[3]])[] = [
  ["the topic of another sensor", "alteredTopic", { topic: "t1" }],
  ["a longer topic", "alteredTopic", { topic: "t22" }],
  ["a payload cut short", "alteredLength", { payload: payload.subarray(0, 16) }],
  ["a payload of more bytes", "alteredLength", { payload: Uint8Array.of(...payload, 0) }],
  ["another byte behind the identity", "alteredContent", { payload: Uint8Array.of(...payload.subarray(0, 19), 9) }],
];

test.each(alterations)(
  "a message with %s is altered: not delivered, not seen, in no latency or rate",
  (_, kind, how) => {
    const { deliveries, arrive, totals } = rig();
    expect(arrive(1, 0, 1.1e9, how)).toBe(outside);
    const seen = totals();
    expect([seen.counter(1, "altered"), seen.counter(0, kind)]).toEqual([1, 1]);
    expect([seen.all("delivered"), seen.all("deliveredWithinMeasure"), seen.all("foreign")]).toEqual([0, 0, 0]);
    expect(seen.merged("endToEndLatency")).toBeUndefined();
    expect(deliveries.counts()).toEqual([]);
  },
);

test("what comes back to its own publisher, which bars that, is counted apart and in no other figure", () => {
  const options = { noLocal: true, retainAsPublished: false, retainHandling: 0 } as const;
  const listening = { ...group, listen: { topic: "t+", qos: 0, options } } as const;
  const { deliveries, arrive, totals } = rig([payload, payload], null, [listening, group]);
  const receiver = 1;
  expect([arrive(1, 0, 1.1e9, { receiver }), arrive(0, 0, 1.1e9, { receiver })]).toEqual([outside, 1]);
  const seen = totals();
  expect([seen.counter(0, "ownReturned"), seen.counter(1, "delivered")]).toEqual([1, 1]);
  expect(deliveries.counts().map(({ counts }) => [...counts.sensors])).toEqual([[0]]);
});

test("a message that comes altered and then as it was sent is delivered once", () => {
  const { arrive, totals } = rig();
  arrive(1, 0, 1.1e9, { topic: "t1" });
  expect(arrive(1, 0, 1.1e9)).toBe(1);
  const seen = totals();
  expect([seen.counter(1, "altered"), seen.counter(1, "delivered"), seen.counter(1, "duplicate")]).toEqual([1, 1, 0]);
});

test("the rate of deliveries counts distinct messages, by group, warm-up's included, and none after measure", () => {
  const { arrive, totals } = rig();
  arrive(0, 0, 0.9e9, { nowNs: 1.5e9 });
  arrive(0, 1, 1.1e9);
  arrive(0, 1, 1.1e9);
  arrive(2, 0, 1.2e9);
  arrive(2, 1, 1.9e9, { nowNs: 2.5e9 });
  const seen = totals();
  expect([1, 2].map((account) => seen.counter(account, "deliveredWithinMeasure"))).toEqual([2, 1]);
});

describe("a payload under 16 bytes", () => {
  const own = Uint8Array.of(1, 2, 3);
  const shortRig = () => rig([new Uint8Array(16), own]);

  test("is counted and not identified", () => {
    const { arrive, totals } = shortRig();
    expect(arrive(0, 0, 1.1e9, { payload: own })).toBe(0);
    const seen = totals();
    expect([seen.counter(0, "unidentified"), seen.counter(0, "deliveredWithinMeasure")]).toEqual([1, 1]);
  });

  test.each([
    ["of another length", Uint8Array.of(1, 2)],
    ["of other bytes", Uint8Array.of(1, 2, 4)],
    ["without any", new Uint8Array(0)],
  ])("%s is a stranger's", (_, bytes) => {
    const { arrive, totals } = shortRig();
    expect(arrive(0, 0, 1.1e9, { payload: bytes })).toBe(strangers);
    const seen = totals();
    expect([seen.counter(0, "foreign"), seen.counter(0, "unidentified")]).toEqual([1, 0]);
  });

  test("where no group sends one is a stranger's", () => {
    const { arrive, totals } = rig();
    arrive(0, 0, 1.1e9, { payload: new Uint8Array(15) });
    expect([totals().counter(0, "foreign")]).toEqual([1]);
  });

  test("that the broker kept from before is a stranger's, and said to be", () => {
    const { arrive, totals } = shortRig();
    arrive(0, 0, 1.1e9, { payload: own, isRetained: true });
    const seen = totals();
    expect([seen.counter(0, "foreign"), seen.counter(0, "foreignRetained")]).toEqual([1, 1]);
    expect(seen.counter(0, "unidentified")).toBe(0);
  });
});
