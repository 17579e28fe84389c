import { expect, test } from "vitest";
import { ProbeExchanges, ProbeLog } from "./probe-exchanges.ts";

function rowsOf(firsts: readonly number[]): Float64Array {
  const log = new ProbeLog();
  for (const publishLegNs of firsts)
    log.add({
      publishLegNs,
      readLagNs: 2,
      publishOthers: 3,
      releaseLegNs: 4,
      readLagAtWorkNs: 5,
      releaseOthers: 6,
      serviceTimeNs: 7,
    });
  return log.take();
}

test("a time is read with the lag of the answer that ended it, and what was in flight then", () => {
  const exchanges = new ProbeExchanges();
  exchanges.add(rowsOf([1]));
  expect(exchanges.of("publishLeg")).toEqual([{ ns: 1, lagNs: 2, others: 3 }]);
  expect(exchanges.of("releaseLeg")).toEqual([{ ns: 4, lagNs: 5, others: 6 }]);
  expect(exchanges.of("serviceTime")).toEqual([{ ns: 7, lagNs: 5, others: 6 }]);
});

test("of more than are kept those that are stand evenly for all", () => {
  const exchanges = new ProbeExchanges();
  const many = 100_000;
  for (let at = 0; at < many; at += 1000) exchanges.add(rowsOf(Array.from({ length: 1000 }, (_, index) => at + index)));
  const kept = exchanges.of("publishLeg").map(({ ns }) => ns);
  expect(exchanges.seen).toBe(many);
  expect(kept).toEqual(Array.from({ length: many / 4 }, (_, index) => index * 4));
});
