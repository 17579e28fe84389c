import { describe, expect, it } from "vitest";
import { slotRange } from "../../metrics/interval-counts.ts";
import { Recorder } from "../../metrics/recorder.ts";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../scenario/testing/fake-scenario.ts";
import type { SensorGroup } from "../../scenario/base.ts";
import { DeliveryLog } from "../shard/received/delivery-log.ts";
import { recordLostDeliveries } from "./lost-deliveries.ts";
import { pacerOf } from "../pacing/pacer-of.ts";

const ms = 1e6;
/** One sensor, a message each 100 ms from 0 on; measure from 200 ms to 1,200; the end at 3,000. */
const times = { startNs: 0, measureFromNs: 200 * ms, measureToNs: 1200 * ms };

interface Given {
  readonly schedule?: SensorGroup["schedule"];
  /** Sequence numbers that the one receiver saw; those of measure are 2 to 11. */
  readonly seen: readonly number[];
  readonly refused?: number;
  readonly qos?: 0 | 1 | 2;
}

function agesOf({ schedule = { kind: "even", periodNs: 100 * ms }, seen, refused = 0, qos = 2 }: Given) {
  const scenario = fakeScenario({
    sensors: [
      fakeSensors({ count: 1, topic: "t/{id}", payload: { bytes: 16, file: null, template: null }, qos, schedule }),
    ],
    subscribers: [fakeSubscribers({ count: 1, topics: ["t/+"], qos: 2 })],
  });
  const log = new DeliveryLog();
  for (const sequence of seen) log.add(0, sequence, sequence >= 2);
  const ages = new Recorder(2);
  const sent = {
    sensors: Int32Array.of(0),
    all: Uint32Array.of(12),
    measured: Uint32Array.of(10),
    refusedAll: Uint32Array.of(refused),
    refusedMeasured: Uint32Array.of(refused),
  };
  const reports = [{ sent, seen: [{ receiver: 1, counts: log.counts() }] }];
  recordLostDeliveries({ scenario, reports, times, endNs: 3000 * ms }, ages);
  return Object.fromEntries(
    ages
      .take()
      .histograms.map(({ metric, interval }) => [
        metric,
        Array.from(interval.slots).flatMap((slot, index) =>
          Array.from({ length: interval.counts[index] ?? 0 }, () => Math.round(slotRange(slot).from / ms / 5) * 5),
        ),
      ]),
  );
}

const all = Array.from({ length: 12 }, (_, sequence) => sequence);
const without = (...lost: readonly number[]): readonly number[] => all.filter((sequence) => !lost.includes(sequence));

describe("a delivery that never came is as old as its message", () => {
  it.each([
    ["a lost tail", without(10, 11), [1900, 2000]],
    ["gaps", without(3, 7), [2300, 2700]],
    ["a sensor that was never seen", [], [1900, 2000, 2100, 2200, 2300, 2400, 2500, 2600, 2700, 2800]],
    ["not of warm-up", without(0, 1), undefined],
    ["nothing lost", all, undefined],
  ] as const)("%s", (_, seen, ages) => {
    expect(agesOf({ seen })["endToEndLatency"]).toEqual(ages);
    expect(agesOf({ seen })["released"]).toEqual(ages);
  });

  it("has no release where it would have come at a lower QoS", () => {
    expect(Object.keys(agesOf({ seen: without(3), qos: 1 }))).toEqual(["endToEndLatency"]);
  });

  it("of messages of which some were refused, the youngest that were not seen", () => {
    expect(agesOf({ seen: without(3, 7, 8), refused: 2 })["endToEndLatency"]).toEqual([2200]);
  });

  it("of a closed loop, at least as old as the end of measure", () => {
    expect(agesOf({ seen: without(3, 7), schedule: { kind: "closed" } })["endToEndLatency"]).toEqual([1800, 1800]);
  });

  it("of random gaps, by the times that the seed gives again", () => {
    const schedule = { kind: "poisson", periodNs: 90 * ms } as const;
    const { seed } = fakeScenario({});
    const pacer = pacerOf("poisson", {
      course: undefined,
      startNs: 0,
      periodNs: schedule.periodNs,
      gridNs: ms,
      groupCount: 1,
      sensors: [0],
      seed,
    });
    const due = all.map(() => {
      const { dueNs } = pacer;
      pacer.advance();
      return dueNs;
    });
    const lost = due.findIndex((ns) => ns >= times.measureFromNs);
    const ages = agesOf({ seen: without(lost), schedule })["endToEndLatency"];
    // Two of the twelve are of warm-up by their number alone: only the one that was lost is of interest.
    expect(ages?.at(-1)).toBe(Math.round((3000 - (due[lost] ?? 0) / ms) / 5) * 5);
  });
});
