import { expect, test } from "vitest";
import { atRate, rateOf } from "../../search/scaled-scenario.ts";
import { fakeScenario } from "../testing/fake-scenario.ts";
import type { Scenario } from "../scenario.ts";
import { churn } from "./churn.ts";
import type { ChurnLoad } from "./churn.ts";

const load: ChurnLoad = {
  kind: "churn",
  connectsPerSecond: 50,
  forNs: 20e9,
  warmupNs: 2e9,
  messages: 2,
  filter: null,
  stayNs: 0,
  leave: ["disconnect"],
};

test("says how often devices come, what they bring and how they leave", () => {
  expect(churn.summarise(fakeScenario(), { ...load, leave: ["reset", "silent"], stayNs: 2e9 })).toBe(
    "2 sensors come at 50/s, 2 messages of 64 B, QoS 0, stay 2 s, leave by reset and silent, MQTT 3.1.1",
  );
  expect(churn.connections(fakeScenario(), { ...load, leave: ["silent"] })).toBe(5);
});

test.each<[string, Partial<ChurnLoad>, Partial<Scenario>, readonly string[]]>([
  ["what may be", { filter: "commands/{id}" }, {}, []],
  [
    "a device that hears devices",
    { filter: "sensors/{id}" },
    {},
    ["a device would hear what devices send: load.subscribe matches sensors/1"],
  ],
  ["a column", { filter: "{csv.x}" }, {}, ["load.subscribe has no {csv.NAME}: {csv.x}"]],
  [
    "a long stay",
    { stayNs: 61e9, forNs: 1e6, warmupNs: 0 },
    {},
    ["load.stay is longer than keepalive, and a device of this load sends no PINGREQ"],
  ],
  [
    "devices that have no time to come so often",
    { stayNs: 5e9, connectsPerSecond: 1 },
    {},
    [
      "load.rate is 1/s, and 2 devices that stay 5 s can come at 0.4/s at most: visits would wait for their device, not for the broker; use more devices, a shorter load.stay or a lower rate",
    ],
  ],
  ["devices of which none comes twice", { stayNs: 30e9, connectsPerSecond: 1, forNs: 1e9, warmupNs: 1e9 }, {}, []],
  [
    "silence without keepalive",
    { leave: ["silent"] },
    { keepaliveSeconds: 0 },
    ["without keepalive no broker finds out that a device is silent: give one, such as 5s"],
  ],
])("%s", (_, changes, scenario, words) => {
  const found = churn.findMistakes(fakeScenario(scenario), { ...load, ...changes });
  expect(found.map(([, text]) => text)).toEqual(words);
});

test("capacity raises connects a second", () => {
  const scenario = fakeScenario({ load });
  expect(rateOf(scenario)).toBe(50);
  expect(rateOf(atRate(scenario, 200))).toBe(200);
});
