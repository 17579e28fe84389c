import { expect, it } from "vitest";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../../testing/fake-scenario.ts";
import { groupProblem } from "./threshold-group.ts";
import { parseThreshold } from "./thresholds.ts";

const scenario = fakeScenario({
  sensors: [
    fakeSensors({ name: "alarms", qos: 2, payload: { bytes: 64, file: null, template: null } }),
    fakeSensors({ name: "readings", qos: 0, payload: { bytes: 64, file: null, template: null } }),
    fakeSensors({ name: "beats", qos: 0, payload: { bytes: 4, file: null, template: null } }),
  ],
  subscribers: [fakeSubscribers({ name: "dashboards" })],
});

function problemOf(text: string): string | undefined {
  const threshold = parseThreshold(text, null);
  if (typeof threshold === "string") throw new Error(threshold);
  return groupProblem(threshold, scenario);
}

it.each([
  "alarms: publishLatency.p99 < 1s",
  "alarms: lost == 0",
  "readings: deliveredRate > 1/s",
  "alarms: packetsPerMessage == 4",
  "alarms: reconnectTime.max < 1s",
  "beats: sent > 0",
  "brokerRssPeak < 1GB",
])("%s can be", (text) => {
  expect(problemOf(text)).toBeUndefined();
});

it.each([
  ["alarm: lost == 0", "no group of sensors is called alarm; did you mean `alarms`?"],
  [
    "dashboards: lost == 0",
    "dashboards is a group of subscribers; a threshold names the sensors that sent; known: alarms, readings, beats",
  ],
  [
    "alarms: brokerRssPeak < 1GB",
    "brokerRssPeak is measured over all groups together: leave alarms out, or name a latency, account, rate or cost of its messages",
  ],
  [
    "alarms: connected == 1",
    "connected is measured over all groups together: leave alarms out, or name a latency, account, rate or cost of its messages",
  ],
  ["beats: lost == 0", "beats has a payload under 16 B: its deliveries cannot be told from those of other groups"],
])("%s cannot, in words", (text, problem) => {
  expect(problemOf(text)).toBe(problem);
});
