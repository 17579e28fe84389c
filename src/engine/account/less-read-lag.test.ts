import { expect, test } from "vitest";
import type { HistogramName } from "../../metrics/catalogue.ts";
import { Histogram } from "../../metrics/histogram.ts";
import { slotOf } from "../../metrics/interval-counts.ts";
import { ProbeExchanges, ProbeLog } from "../../metrics/read-lag/probe-exchanges.ts";
import type { RecordedName } from "../../metrics/recorder.ts";
import { percentilesOf } from "../../metrics/read-lag/ranked-lag.ts";
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

/** So many probes that are all alike: what they waited for took them as long as the lag. */
function probesOf(count: number, readLagNs: number, others = 0): ProbeExchanges {
  const log = new ProbeLog();
  for (let probe = 0; probe < count; probe += 1)
    log.add({
      publishLegNs: 2 * readLagNs,
      readLagNs,
      publishOthers: others,
      releaseLegNs: 40 * us,
      readLagAtWorkNs: 20 * us,
      releaseOthers: others,
      serviceTimeNs: 2 * readLagNs + 40 * us,
    });
  const probes = new ProbeExchanges();
  probes.add(log.take());
  return probes;
}

const even = { kind: "even", periodNs: 1e9 } as const;
const closed = { kind: "closed" } as const;

/** Everything takes 200 µs; a woken thread reads 50 µs late, one at work 20 µs. */
function less(metric: HistogramName, groups: readonly Pick<SensorGroup, "qos" | "schedule">[], lags = 1000): number[] {
  const totals = {
    histogram: (account: number, name: RecordedName) =>
      account === 0 || name !== metric ? undefined : always(200 * us, 100),
    probes: probesOf(lags, 50 * us),
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
  let probes = probesOf(1000, 50 * us);
  const mean = (): number => {
    const histogram = (_: number, name: RecordedName) => (name === "serviceTime" ? times : undefined);
    const totals = { histogram, probes };
    return Math.round(
      withoutReadLag(totals, { sensors: [{ qos: 1, schedule: even }] }, [1], "serviceTime").less.mean / us,
    );
  };
  expect(mean()).toBe(150);
  times.merge(always(400 * us, 100));
  expect(mean()).toBe(250);
  probes = probesOf(1001, 100 * us);
  expect(mean()).toBe(200);
});

test("an answer that was read among others has the lag that probes met there", () => {
  const probes = probesOf(1000, 50 * us);
  const log = new ProbeLog();
  for (let probe = 0; probe < 50; probe += 1)
    log.add({
      publishLegNs: 130 * us,
      readLagNs: 90 * us,
      publishOthers: 2,
      releaseLegNs: 0,
      readLagAtWorkNs: 0,
      releaseOthers: 0,
      serviceTimeNs: 0,
    });
  probes.add(log.take());
  const parts: Partial<Record<RecordedName, Histogram>> = {
    serviceTime: always(200 * us, 100),
    serviceTimeAmong2: always(200 * us, 40),
  };
  const totals = { histogram: (_: number, name: RecordedName) => parts[name], probes };
  const { less: histogram, ranked } = withoutReadLag(
    totals,
    { sensors: [{ qos: 1, schedule: even }] },
    [1],
    "serviceTime",
  );
  expect([histogram.count, Math.round(histogram.mean / us)]).toEqual([100, 0.6 * 150 + 0.4 * 110]);
  const read = percentilesOf(ranked);
  expect([40, 41].map((percent) => Math.round(read(percent) / us))).toEqual([110, 150]);
});
