import { expect, test } from "vitest";
import { Outages } from "./outages.ts";

const sensor = { client: "s0x1", isSensor: true, account: 1, cause: "reset" };

test("an outage lasts until the client is back, and is over at its first completed handshake", () => {
  const outages = new Outages(2);
  outages.began(0, { ...sensor, lostNs: 10 });
  outages.back(0, 30, true);
  outages.acknowledged(0, 35);
  outages.acknowledged(0, 40);
  expect(outages.list).toEqual([
    { ...sensor, lostNs: 10, backNs: 30, hasSession: true, acknowledgedNs: 35, isOwed: false },
  ]);
});

test("a client that is lost again before anything completed has two outages", () => {
  const outages = new Outages(2);
  outages.began(1, { ...sensor, lostNs: 10 });
  outages.back(1, 30, true);
  outages.began(1, { ...sensor, lostNs: 40 });
  outages.back(1, 50, true);
  outages.acknowledged(1, 60);
  expect(outages.list.map(({ lostNs, backNs, acknowledgedNs }) => [lostNs, backNs, acknowledgedNs])).toEqual([
    [10, 30, null],
    [40, 50, 60],
  ]);
});

test("what was intended before the client was back was held up, of this client alone", () => {
  const outages = new Outages(2);
  expect(outages.delays(0, 5)).toBe(false);
  outages.began(0, { ...sensor, lostNs: 10 });
  outages.back(0, 30, true);
  expect([5, 29, 30].map((intendedNs) => outages.delays(0, intendedNs))).toEqual([true, true, false]);
  expect(outages.delays(1, 5)).toBe(false);
});

test("a first connection and a handshake without an outage say nothing", () => {
  const outages = new Outages(1);
  outages.back(0, 5, true);
  outages.acknowledged(0, 6);
  expect([outages.list, outages.delays(0, 1)]).toEqual([[], false]);
});

test("a handshake that is given up is owed, whether before its outage begins or when the session is found lost", () => {
  const outages = new Outages(3);
  outages.gaveUp(0);
  for (const place of [0, 1, 2]) outages.began(place, { ...sensor, lostNs: 10 });
  outages.gaveUp(1);
  outages.settle(() => false);
  expect(outages.list.map(({ isOwed }) => isOwed)).toEqual([true, true, false]);
});

test("what was given up before does not count of an outage that comes after a completed handshake", () => {
  const outages = new Outages(1);
  outages.gaveUp(0);
  outages.began(0, { ...sensor, lostNs: 10 });
  outages.back(0, 20, false);
  outages.acknowledged(0, 30);
  outages.began(0, { ...sensor, lostNs: 40 });
  outages.settle(() => false);
  expect(outages.list.map(({ isOwed }) => isOwed)).toEqual([true, false]);
});
