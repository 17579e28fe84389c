import fc from "fast-check";
import { expect, test } from "vitest";
import { counterColumn, Recorder } from "../../metrics/recorder.ts";
import { Totals } from "./totals.ts";

const sent = counterColumn("sent");
const sample = fc.record({
  shard: fc.nat(3),
  account: fc.integer({ min: 0, max: 2 }),
  ns: fc.integer({ min: 0, max: 1e12 }),
});

function figures(totals: Totals): unknown {
  const merged = totals.merged("serviceTime");
  return [
    [0, 1, 2].map((account) => totals.counter(account, "sent")),
    totals.measured("sent"),
    totals.all("sent"),
    merged === undefined
      ? null
      : [merged.count, merged.min, merged.max, merged.mean, ...[50, 90, 99, 99.9].map((p) => merged.percentile(p))],
  ];
}

test("parts of any shards and intervals, added in any order, are what one recorder would have seen", () => {
  const property = fc.property(
    fc.array(sample, { maxLength: 200 }),
    fc.array(fc.nat(), { maxLength: 20 }),
    (samples, order) => {
      const whole = new Recorder(3);
      const shards = [0, 1, 2, 3].map(() => new Recorder(3));
      const parts = [];
      for (const [index, { shard, account, ns }] of samples.entries()) {
        for (const recorder of [whole, shards[shard]]) {
          recorder?.count(account, sent);
          recorder?.histograms("serviceTime")[account]?.record(ns);
        }
        // Intervals end at places of their own in each shard.
        if (index % 17 === shard) parts.push(shards[shard]?.take());
      }
      parts.push(...shards.map((shard) => shard.take()));
      const shuffled = parts
        .flatMap((part) => (part === undefined ? [] : [part]))
        .map((part, index) => ({ part, key: order[index % Math.max(1, order.length)] ?? 0 }))
        .toSorted((a, b) => a.key - b.key);
      const [one, other] = [new Totals(3), new Totals(3)];
      one.add(whole.take());
      for (const { part } of shuffled) other.add(part);
      expect(figures(other)).toEqual(figures(one));
    },
  );
  fc.assert(property);
});

test("account 0, outside measure, is in `all` and not in `measured`", () => {
  const recorder = new Recorder(2);
  recorder.count(0, sent, 5);
  recorder.count(1, sent, 7);
  const totals = new Totals(2);
  totals.add(recorder.take());
  expect([totals.measured("sent"), totals.all("sent")]).toEqual([7, 12]);
});

test("probes are counted over all shards, and forgotten with all else", () => {
  const recorder = new Recorder(2);
  const exchange = { publishLegNs: 1, readLagNs: 2, publishOthers: 3, releaseLegNs: 4, readLagAtWorkNs: 5 };
  recorder.probes.add({ ...exchange, releaseOthers: 6, serviceTimeNs: 7 });
  const totals = new Totals(2);
  const snapshot = recorder.take();
  totals.add(snapshot);
  totals.add(snapshot);
  expect([totals.probes.seen, totals.probes.of("serviceTime")[1]]).toEqual([2, { ns: 7, lagNs: 5, others: 6 }]);
  expect(recorder.take().probes).toHaveLength(0);
  totals.clear();
  expect(totals.probes.of("publishLeg")).toEqual([]);
});

test("a part by crowd that is out of range is counted with the whole alone", () => {
  const recorder = new Recorder(2);
  recorder.histograms("serviceTime")[1]?.record(-1);
  recorder.histograms("serviceTimeAmong1")[1]?.record(-1);
  const totals = new Totals(2);
  totals.add(recorder.take());
  expect(totals.clamped).toBe(1);
});
