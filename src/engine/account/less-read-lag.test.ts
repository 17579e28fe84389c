import { expect, test } from "vitest";
import type { HistogramName } from "../../metrics/catalogue.ts";
import { Histogram } from "../../metrics/histogram.ts";
import { slotOf } from "../../metrics/interval-counts.ts";
import type { SensorGroup } from "../../scenario/base.ts";
import { everyAccount, withoutReadLag } from "./less-read-lag.ts";

const us = 1e3;

function always(ns: number, count: number): Histogram {
  const histogram = new Histogram();
  const counts = Uint32Array.of(count);
  const slots = Uint16Array.of(slotOf(ns));
  histogram.add({ slots, counts, count, min: ns, max: ns, sum: ns * count, clamped: 0 });
  return histogram;
}

const even = { kind: "even", periodNs: 1e9 } as const;
const closed = { kind: "closed" } as const;

/** Everything takes 200 µs; a woken thread reads 50 µs late, one at work 20 µs. */
function less(metric: HistogramName, groups: readonly Pick<SensorGroup, "qos" | "schedule">[], lags = 1000): number[] {
  const totals = {
    histogram: (account: number) => (account === 0 ? undefined : always(200 * us, 100)),
    merged: (name: HistogramName) => always(name === "readLag" ? 50 * us : 20 * us, lags),
  };
  const accounts = [0, ...groups.map((_, group) => group + 1)];
  const { less: histogram } = withoutReadLag(totals, { sensors: groups }, accounts, metric);
  return [histogram.count, Math.round(histogram.mean / us)];
}

test("a message that was due is read by a thread that slept, a second leg by one that did not", () => {
  expect(less("publishLeg", [{ qos: 2, schedule: even }])).toEqual([100, 150]);
  expect(less("releaseLeg", [{ qos: 2, schedule: even }])).toEqual([100, 180]);
});

test("service time has the lag of its last answer", () => {
  expect(less("serviceTime", [{ qos: 1, schedule: even }])).toEqual([100, 150]);
  expect(less("serviceTime", [{ qos: 2, schedule: even }])).toEqual([100, 180]);
});

test("in a closed loop every message leaves at work", () => {
  expect(less("publishLeg", [{ qos: 1, schedule: closed }])).toEqual([100, 180]);
});

test("groups together are the sum of each less its own lag", () => {
  const groups = [
    { qos: 1, schedule: even },
    { qos: 2, schedule: even },
  ] as const;
  expect(less("serviceTime", groups)).toEqual([200, 165]);
});

test("where a lag is not known, nothing is", () => {
  expect(less("serviceTime", [{ qos: 1, schedule: even }], 99)[0]).toBe(0);
});

test("the accounts are what belongs to no group, and each group", () => {
  expect(everyAccount({ sensors: [] })).toEqual([0]);
});

test("what was found is found anew where more has come since", () => {
  const times = always(200 * us, 100);
  let lag = always(50 * us, 1000);
  const mean = (): number => {
    const totals = { histogram: () => times, merged: () => lag };
    return Math.round(
      withoutReadLag(totals, { sensors: [{ qos: 1, schedule: even }] }, [1], "serviceTime").less.mean / us,
    );
  };
  expect(mean()).toBe(150);
  times.merge(always(400 * us, 100));
  expect(mean()).toBe(250);
  lag = always(100 * us, 1000);
  expect(mean()).toBe(200);
});
