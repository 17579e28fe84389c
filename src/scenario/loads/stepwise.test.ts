import { expect, test } from "vitest";
import { managedByName } from "../../broker/facts/broker-spec.ts";
import { fakeScenario, fakeSensors, fakeSubscribers } from "../testing/fake-scenario.ts";
import { handshake } from "./handshake.ts";
import { hold } from "./hold.ts";
import { plateausOf, quietNsAt } from "./hold-steps.ts";
import { retained } from "./retained.ts";
import { whyNoDeath, will } from "./will.ts";
import type { WillLoad } from "./will.ts";

const wills: WillLoad = {
  kind: "will",
  deaths: ["reset", "half-open", "disconnect with will"],
  delaySeconds: 0,
  timeoutNs: 10e9,
  settleNs: 1e9,
};

test.each([
  ["reset", "3.1.1", 0, null],
  ["disconnect with will", "3.1.1", 0, "MQTT 5 only"],
  ["disconnect with will", "5", 0, null],
  ["resumed in time", "5", 0, "needs a will delay"],
  ["resumed in time", "5", 2, null],
] as const)("%s under MQTT %s with a delay of %i s: %s", (death, protocol, delaySeconds, why) => {
  expect(whyNoDeath(death, fakeScenario({ protocol }), { ...wills, delaySeconds })).toBe(why);
});

test("says every mistake at once, with the key it concerns", () => {
  const load = { ...wills, delaySeconds: 2 };
  const scenario = fakeScenario({
    client: "mqttjs",
    load,
    sensors: [fakeSensors({ payload: { bytes: 8, file: null, template: null }, listen: { topic: "c", qos: 0 } })],
    subscribers: [],
  });
  expect(will.findMistakes(scenario, load)).toMatchInlineSnapshot(`
    [
      [
        "client",
        "load will drives a client of its own: leave it out",
      ],
      [
        "sensors",
        "payload must have at least 16 bytes, which say whose message it is",
      ],
      [
        "sensors",
        "load will has no listening sensors: leave out listen",
      ],
      [
        "subscribers",
        "subscribers are missing: who receives the messages?",
      ],
      [
        "load",
        "a will delay exists in MQTT 5 only: add \`protocol: "5"\`",
      ],
    ]
  `);
});

test("takes at most what a broker that loses every will is waited for, by death, and the silence of the half-open ones", () => {
  const scenario = fakeScenario({ load: wills, keepaliveSeconds: 2 });
  // Two deaths of 10 s and twice 1 s each (the third is MQTT 5's), one and a half times the keepalive, and 10 s that brokers are late.
  expect(will.timeNs(scenario, wills)).toBe((2 * 12 + 3 + 10) * 1e9);
  const kept = { ...scenario, sensors: [fakeSensors({ retain: true })] };
  expect(will.timeNs(kept, wills)).toBe((2 * 12 + 3 + 10 + 2 * 12) * 1e9);
});

test("takes at most what a broker that loses every retained message is waited for, by pair, group and check", () => {
  const load = { kind: "retained", checkedTopics: 10, timeoutNs: 10e9, settleNs: 1e9 } as const;
  const subscribers = [fakeSubscribers({ count: 7 }), fakeSubscribers({ count: 1 })];
  // And three answers of the broker that never come.
  const connect = { ...fakeScenario().connect, timeoutNs: 5e9 };
  const scenario = fakeScenario({ load, subscribers, connect });
  expect(retained.timeNs(scenario, load)).toBe((15 + 36 + 7 * 10 + 7 * 2) * 1e9);
  expect(retained.timeNs({ ...scenario, protocol: "5" }, load)).toBe((15 + 36 + 8 * 10 + 11 * 2) * 1e9);
});

test("is summarised in a line", () => {
  const scenario = fakeScenario({ load: wills, sensors: [fakeSensors({ count: 1000, qos: 1, retain: true })] });
  expect(will.summarise(scenario, wills)).toBe("1,000 sensors die, retained wills of 64 B, QoS 1, MQTT 3.1.1");
});

test("needs the connections of its clients at their most", () => {
  const scenario = fakeScenario({
    sensors: [fakeSensors({ count: 100 })],
    subscribers: [fakeSubscribers({ count: 7 })],
  });
  const waits = { timeoutNs: 1e9, settleNs: 1e9 };
  expect(handshake.connections(scenario, { kind: "handshake", withholdNs: 1e9, ...waits })).toBe(200);
  expect(retained.connections(scenario, { kind: "retained", checkedTopics: 10, ...waits })).toBe(10);
  expect(will.connections(scenario, wills)).toBe(208);
});

test("the handshake matrix states its own QoS and brings its own subscribers", () => {
  const load = { kind: "handshake", withholdNs: 1e9, timeoutNs: 1e9, settleNs: 1e9 } as const;
  const scenario = fakeScenario({ load, sensors: [fakeSensors({ qos: 1 })], subscribers: [] });
  expect(handshake.findMistakes(scenario, load)).toEqual([
    ["qos", "load handshake runs every QoS by itself: leave out qos"],
  ]);
  expect(handshake.summarise(scenario, load)).toBe("2 exchanges for each step, 64 B, MQTT 3.1.1");
});

test("a hold trial takes at most what a broker that stops is waited for: at each level, and at the one that is not reached", () => {
  const load = {
    kind: "hold",
    step: "pubrel",
    levels: [0, 10],
    settleNs: 1e9,
    sampleNs: 3e9,
    timeoutNs: 60e9,
  } as const;
  const scenario = fakeScenario({ load, broker: managedByName("mosquitto") });
  // Each level 2 s for what should stand, where all is let go of 10, and three rounds of gauges, a second each.
  const letGo = plateausOf(load).filter(({ level }) => level === 0).length;
  expect(hold.timeNs(scenario, load) / 1e9).toBeCloseTo(plateausOf(load).length * (1 + 3 + 2 + 3) + letGo * 8 + 60, 1);
});

test("without progress more is waited for 10 s where all is let go of, 2 s at a level that holds some, never longer than its timeout", () => {
  const load = { kind: "hold", step: "puback", levels: [0, 10], settleNs: 0, sampleNs: 0, timeoutNs: 60e9 } as const;
  expect([0, 10].map((level) => quietNsAt(load, level) / 1e9)).toEqual([10, 2]);
  expect([0, 10].map((level) => quietNsAt({ ...load, timeoutNs: 1e9 }, level) / 1e9)).toEqual([1, 1]);
});
