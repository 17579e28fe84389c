import { expect, test } from "vitest";
import { cutWords, restartWords, tellOwnFaults, wereAway } from "./own-faults.ts";
import type { TimedOutage } from "./recovery-result.ts";

const reset = "connection reset by the broker";

function outage(changes: Partial<TimedOutage> = {}): TimedOutage {
  return {
    client: "s0x1",
    isSensor: true,
    account: 1,
    lostNs: 10e9,
    cause: reset,
    backNs: 11e9,
    hasSession: null,
    acknowledgedNs: null,
    isOwed: false,
    fromNs: 10e9,
    isCut: false,
    ...changes,
  };
}

const restart = {
  plannedAtSeconds: 20,
  downSeconds: 2,
  manner: "stop",
  toldAtSeconds: 20,
  endedAtSeconds: 20.5,
  startedAtSeconds: 22,
  readyAtSeconds: 23,
  toldNs: 20e9,
  readyNs: 23e9,
} as const;

test("a connection that the link cut is the scenario's, and one that the broker reset stays the broker's", () => {
  const outages = [outage({ isCut: true }), outage(), outage({ isCut: true, isSensor: false })];
  const faults = { outages, restart: null };
  expect(tellOwnFaults({ [reset]: 2 }, true, faults)).toEqual({ [reset]: 1, [cutWords]: 1 });
  expect(tellOwnFaults({ [reset]: 1 }, false, faults)).toEqual({ [cutWords]: 1 });
});

test("what ended while the broker was restarted is the scenario's, and nothing before or after", () => {
  const closed = "connection closed by the broker";
  const outages = [19e9, 20.1e9, 22.9e9, 24e9].map((lostNs) => outage({ lostNs, cause: closed }));
  expect(tellOwnFaults({ [closed]: 4 }, true, { outages, restart })).toEqual({ [closed]: 2, [restartWords]: 2 });
  const never = { ...restart, readyNs: null, readyAtSeconds: null };
  expect(tellOwnFaults({ [closed]: 4 }, true, { outages, restart: never })).toEqual({ [closed]: 1, [restartWords]: 3 });
  const notMade = { ...never, toldNs: null, toldAtSeconds: null };
  expect(tellOwnFaults({ [closed]: 4 }, true, { outages, restart: notMade })).toEqual({ [closed]: 4 });
});

test("a cut that nobody noticed for long is the link's all the same", () => {
  const silent = "no answer to PINGREQ";
  const outages = [outage({ cause: silent, isCut: true, fromNs: 2e9 })];
  expect(tellOwnFaults({ [silent]: 1 }, true, { outages, restart: null })).toEqual({ [cutWords]: 1 });
});

// Measure is from 10 to 20 s, the broker's restart where there is one from 20 to 23 s.
const cutAt = (seconds: number) => [{ client: "s0x1", atNs: seconds * 1e9 }];
const [back9, back11] = [outage({ isCut: true, fromNs: 8e9, lostNs: 8e9, backNs: 9e9 }), outage({ isCut: true })];

test.each([
  ["a cut that nobody noticed", { cuts: cutAt(12), outages: [] }, true],
  ["a cut of warm-up that nobody noticed", { cuts: cutAt(8), outages: [] }, true],
  ["a cut whose client came back", { cuts: cutAt(10), outages: [back11] }, true],
  ["a cut whose client came back before measure", { cuts: cutAt(8), outages: [back9] }, false],
  ["a cut after measure", { cuts: cutAt(21), outages: [] }, false],
  ["what the broker reset", { cuts: [], outages: [outage()] }, false],
  ["the restart", { cuts: [], outages: [outage({ lostNs: 20e9, backNs: 24e9 })], measureToNs: 30e9 }, true],
  ["the restart after measure", { cuts: [], outages: [outage({ lostNs: 20e9, backNs: null })] }, false],
])("whether clients were away in measure as the scenario asks: %s", (_, { cuts, outages, ...times }, isAway) => {
  const measure = { startNs: 0, measureFromNs: 10e9, measureToNs: 20e9, ...times };
  expect(wereAway({ outages, restart }, cuts, measure)).toBe(isAway);
});
