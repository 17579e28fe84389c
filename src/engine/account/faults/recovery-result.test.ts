import type { TimedOutage } from "./recovery-result.ts";
import { expect, test } from "vitest";
import type { Histogram } from "../../../metrics/histogram.ts";
import type { Outage } from "../../messages.ts";
import { describeRecovery, forgottenWarnings, measureOutages, timeOutages } from "./recovery-result.ts";
import { Totals } from "../totals.ts";

function outage(changes: Partial<Outage> = {}): Outage {
  const cause = "connection reset by the broker";
  const lost = { client: "s0x1", isSensor: true, account: 1, lostNs: 10e9, cause };
  return { ...lost, backNs: 11e9, hasSession: true, acknowledgedNs: 12e9, isOwed: false, ...changes };
}

/** Durations of the outages of a trial that ended at 30 s, in seconds: those that ended, and the ages of those that had not. */
function durations(outages: readonly Outage[], mayReturn = true) {
  const { ended, ages } = measureOutages(timeOutages(outages, []), { accounts: 2, endNs: 30e9, mayReturn });
  const totals = new Totals(2);
  totals.add(ended);
  totals.setUnended(ages);
  const seconds = (histogram: Histogram | undefined): readonly number[] =>
    histogram === undefined || histogram.count === 0 ? [] : [histogram.min / 1e9, histogram.max / 1e9];
  return {
    back: seconds(totals.merged("reconnectTime")),
    notBack: seconds(totals.mergedUnended("reconnectTime")),
    recovered: seconds(totals.merged("recoveryTime")),
    notRecovered: seconds(totals.mergedUnended("recoveryTime")),
  };
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

test("an outage is timed to the CONNACK and to the first acknowledgement; what has not ended counts with its age", () => {
  const outages = [
    outage(),
    outage({ client: "s0x2", acknowledgedNs: null }), // nothing was due after it
    outage({ client: "s0x3", lostNs: 12e9, acknowledgedNs: null, isOwed: true }), // back, and never answered
    outage({ client: "s0x4", lostNs: 20e9, backNs: null, acknowledgedNs: null, isOwed: true }),
    outage({ client: "s0x5", lostNs: 25e9, backNs: null, acknowledgedNs: null }), // a subscriber
  ].map((each) => (each.client === "s0x3" ? { ...each, backNs: 13e9 } : each));
  expect(durations(outages)).toEqual({ back: [1, 1], notBack: [5, 10], recovered: [2, 2], notRecovered: [10, 18] });
});

test("a sensor that is lost again before its first acknowledgement has recovered from both with it", () => {
  const again = outage({ lostNs: 14e9, backNs: 15e9, acknowledgedNs: 16e9 });
  expect(durations([outage({ acknowledgedNs: null }), again]).recovered).toEqual([2, 6]);
  const never = { ...again, acknowledgedNs: null, isOwed: true };
  expect(durations([outage({ acknowledgedNs: null }), never]).notRecovered).toEqual([16, 20]);
});

test("clients that the scenario lets stay away have no time to come back", () => {
  const gone = outage({ backNs: null, acknowledgedNs: null, isOwed: true });
  expect(durations([gone], false)).toEqual({ back: [], notBack: [], recovered: [], notRecovered: [] });
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

test("sessions that the broker no longer had are told, where they were to be kept", () => {
  const outages = timeOutages(
    [
      outage(),
      outage({ client: "s0x2", hasSession: false }),
      outage({ client: "s0x3", backNs: null, hasSession: null }),
    ],
    [],
  );
  expect(forgottenWarnings(outages, { clean: true, reconnect: null })).toEqual([]);
  expect(forgottenWarnings(outages.slice(0, 1), { clean: false, reconnect: null })).toEqual([]);
  expect(forgottenWarnings(outages, { clean: false, reconnect: null }).map(({ text }) => text)).toEqual([
    "the broker had forgotten 1 of 2 sessions that it was to keep (session present 0): what was in flight or queued in them is lost",
  ]);
});

test("a session that was to expire meanwhile is not forgotten, and one that outlived its expiry is named", () => {
  const session = { clean: false, reconnect: null, expirySeconds: 2 };
  const after = (awayNs: number, hasSession: boolean): TimedOutage => ({
    client: "s0x1",
    isSensor: true,
    account: 1,
    lostNs: 1e9,
    fromNs: 1e9,
    cause: "cut",
    backNs: 1e9 + awayNs,
    hasSession,
    acknowledgedNs: null,
    isOwed: false,
    isCut: true,
  });
  expect(forgottenWarnings([after(5e9, false), after(1e9, true), after(2.5e9, true)], session)).toEqual([]);
  expect(forgottenWarnings([after(1e9, false)], session).map(({ code }) => code)).toEqual(["sessions-forgotten"]);
  expect(forgottenWarnings([after(5e9, true)], session)).toEqual([
    {
      code: "sessions-outlived",
      text: "the broker still had 1 session more than a second after it was to expire (session.expiry 2 s; MQTT 5, section 3.1.2.11.2)",
    },
  ]);
});
