import { expect, test } from "vitest";
import { Recorder } from "../metrics/recorder.ts";
import { newPublishView, PublishTemplate, readPublish } from "../mqtt/codec.ts";
import { Deliveries } from "./deliveries.ts";
import { Phases } from "./phases.ts";
import { Totals } from "./totals.ts";

const runTag = 7;
const topic = new TextEncoder().encode("t");

/** Deliveries of two groups of two sensors; measure is from 1 s to 2 s. */
function rig() {
  const recorder = new Recorder(3);
  const phases = new Phases();
  phases.set({ startNs: 0, measureFromNs: 1e9, measureToNs: 2e9 });
  const deliveries = new Deliveries(recorder, phases, runTag, [0, 2, 4]);
  const arrive = (
    sensor: number,
    sequence: number,
    intendedNs: number,
    changes: { tag?: number; bytes?: number; nowNs?: number; isRetained?: boolean } = {},
  ): number => {
    const payload = new Uint8Array(changes.bytes ?? 16);
    const { isRetained = false } = changes;
    const template = new PublishTemplate({ isVersion5: false, qos: 0, isRetained, topicBytes: 1, payload });
    const packet = template.fill(topic, 0, changes.tag ?? runTag, sensor, sequence, intendedNs / 1000);
    const view = newPublishView();
    readPublish(packet, 0, 2, packet.length, false, view);
    return deliveries.arrived(9, packet, view, packet.length, changes.nowNs ?? intendedNs + 5e6);
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

test("what another run sent is foreign", () => {
  const { arrive, totals } = rig();
  arrive(0, 0, 1.1e9, { tag: 8 });
  const seen = totals();
  expect([seen.counter(0, "foreign"), seen.measured("delivered")]).toEqual([1, 0]);
});

test.each([
  ["a sensor that does not exist", 4, 0],
  ["a sequence number that nobody reaches", 0, 2 ** 31],
])("%s is foreign", (_, sensor, sequence) => {
  const { arrive, totals } = rig();
  arrive(sensor, sequence, 1.1e9);
  expect(totals().counter(0, "foreign")).toBe(1);
});

test("a payload under 16 bytes is counted and not identified", () => {
  const { arrive, totals } = rig();
  arrive(0, 0, 1.1e9, { bytes: 15 });
  expect(totals().counter(0, "unidentified")).toBe(1);
});

test("a payload under 16 bytes that the broker kept from before is foreign", () => {
  const { arrive, totals } = rig();
  arrive(0, 0, 1.1e9, { bytes: 15, isRetained: true });
  const seen = totals();
  expect([seen.counter(0, "foreign"), seen.counter(0, "unidentified")]).toEqual([1, 0]);
});
