import { expect, test } from "vitest";
import { fakeScenario, fakeSensors } from "../../scenario/testing/fake-scenario.ts";
import { addConnected, countClients } from "./count-clients.ts";
import { accountValues } from "./figures.ts";
import { Totals } from "./totals.ts";

const scenario = fakeScenario({ sensors: [fakeSensors({ count: 10 })], subscribers: [] });
const own = { outages: [], restart: null };
const report = {
  sensors: { connected: 6, failed: { timeout: 1 }, dropped: {} },
  subscribers: { connected: 0, failed: {}, dropped: {} },
};

test("clients are added up over the workers", () => {
  const counted = countClients(scenario, { ...own, reports: [report, report], missing: 0 });
  expect([counted.sensors.connected, counted.connected, counted.failed]).toEqual([12, 12, { timeout: 2 }]);
});

test("of a worker that told no report nobody knows how many connected: that is not 0", () => {
  const counted = countClients(scenario, { ...own, reports: [], missing: 1 });
  expect([counted.sensors.connected, counted.subscribers.connected, counted.connected]).toEqual([null, null, null]);
  expect(counted.sensors.planned).toBe(10);
});

test("one role unknown is both unknown", () => {
  const known = { planned: 1, connected: 1, failed: {}, dropped: {} };
  expect(addConnected({ sensors: known, subscribers: known })).toBe(2);
  expect(addConnected({ sensors: known, subscribers: { ...known, connected: null } })).toBeNull();
});

test("where no worker told anything, there is no account: not one of zeros", () => {
  expect(accountValues(new Totals(2), scenario, [0], null)).toEqual({});
});
