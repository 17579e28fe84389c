import { expect, test } from "vitest";
import { Recorder } from "../metrics/recorder.ts";
import type { Outage } from "./outages.ts";
import { describeRecovery, recordOutages, timeOutages } from "./recovery-result.ts";
import { Totals } from "./totals.ts";

function outage(changes: Partial<Outage> = {}): Outage {
  const cause = "connection reset by the broker";
  const sensor = { client: "s0x1", isSensor: true, account: 1, cause };
  return { ...sensor, lostNs: 10e9, backNs: 11e9, acknowledgedNs: 12e9, ...changes };
}

test("an outage counts from the cut that the link made, else from when it was noticed", () => {
  const outages = [
    outage({ lostNs: 10e9 }), // a silent cut at 4 s, noticed by the keepalive
    outage({ lostNs: 20e9 }), // reset by the broker: no cut between
    outage({ lostNs: 30e9 }), // cut at 30 s
    outage({ client: "s0x2", lostNs: 10e9 }),
  ];
  const cuts = [4e9, 30e9].map((atNs) => ({ client: "s0x1", atNs }));
  const timed = timeOutages(outages, cuts).map(({ client, fromNs, isCut }) => [client, fromNs / 1e9, isCut]);
  expect(timed).toEqual([
    ["s0x1", 4, true],
    ["s0x2", 10, false],
    ["s0x1", 20, false],
    ["s0x1", 30, true],
  ]);
});

test("a cut whose time was read just after its loss is that outage's, not the next one's", () => {
  const outages = [outage({ lostNs: 10e9 }), outage({ lostNs: 20e9 })];
  const cuts = [10e9 + 1000, 20e9 + 1000].map((atNs) => ({ client: "s0x1", atNs }));
  expect(timeOutages(outages, cuts).map(({ fromNs }) => fromNs / 1e9)).toEqual([10, 20]);
});

test("each outage is timed to the CONNACK and to the first acknowledgement, where they came", () => {
  const recorder = new Recorder(2);
  const outages = [
    outage(),
    outage({ client: "s0x2", acknowledgedNs: null }),
    outage({ client: "s0x3", backNs: null, acknowledgedNs: null }),
  ];
  recordOutages(recorder, timeOutages(outages, []));
  const totals = new Totals(2);
  totals.add(recorder.take());
  expect([totals.merged("reconnectTime")?.count, totals.merged("reconnectTime")?.max]).toEqual([2, 1e9]);
  expect([totals.merged("recoveryTime")?.count, totals.merged("recoveryTime")?.max]).toEqual([1, 2e9]);
});

test("what recovery cost: packets sent again and to connect, and never less for what was given up", () => {
  const outages = [
    outage(),
    outage({ client: "s0x2", lostNs: 15e9, backNs: 18e9 }),
    outage({ client: "s0x3", lostNs: 16e9, backNs: null }),
  ];
  const connecting = { packets: 6, bytes: 90 };
  const recovery = describeRecovery(timeOutages(outages, []), connecting, {
    PUBLISH: { packets: 4, bytes: 320 },
  });
  expect(recovery).toEqual({
    outages: 3,
    clients: 3,
    notBack: 1,
    spanNs: 8e9,
    resent: { PUBLISH: { packets: 4, bytes: 320 } },
    answers: {},
    connecting,
    packetsPerOutage: 10 / 3,
    bytesPerOutage: 410 / 3,
  });
});

test("a client that was lost twice and came back once is back", () => {
  const twice = timeOutages([outage({ backNs: null }), outage({ lostNs: 20e9, backNs: 21e9 })], []);
  expect(describeRecovery(twice, { packets: 0, bytes: 0 }, {})).toMatchObject({ clients: 1, notBack: 0 });
  expect(describeRecovery([], { packets: 0, bytes: 0 }, {})).toBeNull();
});
