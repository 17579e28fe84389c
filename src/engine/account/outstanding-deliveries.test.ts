import { expect, test } from "vitest";
import { counterColumn, Recorder } from "../../metrics/recorder.ts";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../scenario/testing/fake-scenario.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { SensorGroup } from "../../scenario/base.ts";
import { OutstandingDeliveries } from "./outstanding-deliveries.ts";
import { Totals } from "./totals.ts";

/** One look: messages sent and refused, deliveries that came and were released since the last, by two shards 10 ms apart. */
interface Seen {
  readonly atMs: number;
  readonly sent?: number;
  readonly refused?: number;
  readonly came?: number;
  readonly released?: number;
}

/** Ages in ms by metric, from the least to the most, at the last look. */
function agesAfter(looks: readonly Seen[], sensors: Partial<SensorGroup> = {}, changes: Partial<Scenario> = {}) {
  const scenario = fakeScenario({
    sensors: [
      fakeSensors({
        count: 2,
        topic: "t/{id}",
        payload: { bytes: 16, file: null, template: null },
        qos: 1,
        ...sensors,
      }),
    ],
    subscribers: [fakeSubscribers({ count: 2, topics: ["t/+"], qos: 2 })],
    ...changes,
  });
  const outstanding = new OutstandingDeliveries(scenario);
  const totals = new Totals(2);
  for (const { atMs, sent = 0, refused = 0, came = 0, released = 0 } of looks) {
    const recorder = new Recorder(2);
    recorder.count(1, counterColumn("sent"), sent);
    recorder.count(1, counterColumn("refused"), refused);
    for (let each = 0; each < came; each += 1) recorder.histograms("endToEndLatency")[1]?.record(1e6);
    for (let each = 0; each < released; each += 1) recorder.histograms("released")[1]?.record(1e6);
    totals.add(recorder.take());
    totals.setUnended(outstanding.look(totals, atMs * 1e6, (atMs + 10) * 1e6));
  }
  const told = (metric: "endToEndLatency" | "released"): readonly number[] => {
    const ages = totals.unended(1, metric);
    return ages.count === 0 ? [] : [ages.count, Math.round(ages.min / 1e6), Math.round(ages.max / 1e6)];
  };
  return { endToEnd: told("endToEndLatency"), released: told("released") };
}

test("a broker that freezes: what was sent until the looks since is as old as these", () => {
  const frozen = [
    { atMs: 1000, sent: 100, came: 190 },
    { atMs: 2000, sent: 100 },
    { atMs: 3000, sent: 100 },
    { atMs: 4000 },
  ];
  // Two receivers: 600 expected, 190 came. Of the first look 10 are missing, as old as from 1,010 ms on.
  expect(agesAfter(frozen)).toEqual({ endToEnd: [410, 990, 2990], released: [] });
});

test("what was only just sent has no age yet, and may be on its way", () => {
  const looks = [
    { atMs: 1000, sent: 100, came: 180 },
    { atMs: 2000, sent: 100, came: 200 },
  ];
  expect(agesAfter(looks).endToEnd).toEqual([20, 0, 0]);
});

test("what was lost long ago is taken for the youngest: no run is ended by what it may be", () => {
  const lossy = Array.from({ length: 60 }, (_, second) => ({ atMs: 1000 * second, sent: 100, came: 199 }));
  expect(agesAfter(lossy).endToEnd).toEqual([60, 0, 0]);
  const [count, , oldest] = agesAfter([...lossy, { atMs: 60_000 }, { atMs: 61_000 }]).endToEnd;
  expect([count, oldest]).toEqual([60, 1990]);
});

test("refused messages have no deliveries", () => {
  expect(agesAfter([{ atMs: 0, sent: 10, refused: 10 }, { atMs: 5000 }]).endToEnd).toEqual([]);
});

test("what came at QoS 2 and was not released is missing too", () => {
  const looks = [{ atMs: 0, sent: 10, came: 20, released: 12 }, { atMs: 5000 }];
  expect(agesAfter(looks, { qos: 2 })).toEqual({ endToEnd: [], released: [8, 4990, 4990] });
});

test.each([
  ["no payload that says whose it is", { payload: { bytes: 15, file: null, template: null } }, {}],
  ["nobody to go to", {}, { subscribers: [] }],
  [
    "for some of its sensors nobody to go to",
    {},
    { subscribers: [fakeSubscribers({ count: 1, topics: ["t/0"], qos: 0 })] },
  ],
])("a group with %s has none that are missing", (_, sensors, changes) => {
  expect(agesAfter([{ atMs: 0, sent: 10 }, { atMs: 5000 }], sensors, changes).endToEnd).toEqual([]);
});
