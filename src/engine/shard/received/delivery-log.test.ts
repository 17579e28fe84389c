import fc from "fast-check";
import { expect, test } from "vitest";
import { ReceiverLog } from "../../account/seen/receiver-log.ts";
import { arrival, DeliveryLog } from "./delivery-log.ts";

test("whatever comes in whatever order is first, reordered or duplicate as a set of all that came says", () => {
  const sequences = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 400 });
  // Mostly in order, as brokers deliver: sorted, with a few taken out and put elsewhere.
  const nearlySorted = fc
    .tuple(sequences, fc.array(fc.tuple(fc.nat(399), fc.nat(399)), { maxLength: 5 }))
    .map(([all, moves]) => {
      const sorted = all.toSorted((a, b) => a - b);
      for (const [from, to] of moves) sorted.splice(to, 0, ...sorted.splice(from, 1));
      return sorted;
    });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(40), fc.oneof(sequences, nearlySorted)), { maxLength: 30 }), (sensors) => {
      const log = new DeliveryLog();
      const seen = new Map<number, Set<number>>();
      for (const [sensor, own] of sensors)
        for (const sequence of own) {
          const before = seen.get(sensor) ?? new Set();
          seen.set(sensor, before);
          const expected = before.has(sequence)
            ? arrival.duplicate
            : sequence < Math.max(-1, ...before)
              ? arrival.reordered
              : arrival.first;
          expect(log.add(sensor, sequence, sequence % 3 === 0)).toBe(expected);
          before.add(sequence);
        }
      const told = new ReceiverLog(log.counts());
      for (const [sensor, own] of seen) {
        expect(told.measuredOf(sensor)).toBe([...own].filter((sequence) => sequence % 3 === 0).length);
        for (let sequence = 0; sequence <= 260; sequence += 1)
          expect(told.has(sensor, sequence)).toBe(own.has(sequence));
      }
    }),
    { numRuns: 50 },
  );
});

test("a sensor of which nothing is missing needs no words, however long it sends", () => {
  const log = new DeliveryLog();
  for (let sensor = 0; sensor < 100; sensor += 1)
    for (let sequence = 0; sequence < 1000; sequence += 1) log.add(sensor, sequence, true);
  const { sensors, highest, words, measured } = log.counts();
  expect(sensors).toEqual(Int32Array.from({ length: 100 }, (_, sensor) => sensor));
  expect(new Set(highest)).toEqual(new Set([999]));
  expect(new Set(measured)).toEqual(new Set([1000]));
  expect(words).toHaveLength(0);
});
