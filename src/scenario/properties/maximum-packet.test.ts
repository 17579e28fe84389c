import { expect, test } from "vitest";
import { planRun } from "../planning/plan.ts";
import { whyTooLarge } from "../planning/too-large.ts";
import { fakeCase, fakeScenario, fakeSensors, fakeSubscribers } from "../testing/fake-scenario.ts";
import { problemsOf } from "../testing/fake-scenario-file.ts";
import { findDiscarded } from "./maximum-packet.ts";

/** A PUBLISH of 64 bytes to `sensors/1` at QoS 0: 2 of header, 2 and 9 of topic, 1 for no properties. */
const bytes = 78;

function taking(maximumPacketBytes: number) {
  return {
    protocol: "5",
    sensors: [fakeSensors()],
    subscribers: [
      fakeSubscribers({ asks: { maximumPacketBytes } }),
      fakeSubscribers({ name: "all", topics: ["sensors/1"] }),
    ],
  } as const;
}

test.each([
  ["as large", bytes, 90],
  ["one byte larger", bytes - 1, 30],
])("messages %s than what a subscriber takes: what is due", (_, maximum, deliveries) => {
  const phases = { warmupNs: 0, measureNs: 30e9, drainNs: 0 };
  expect(planRun([fakeCase({ ...taking(maximum), phases })]).cases[0]?.deliveries).toBe(deliveries);
});

test("what is discarded is told, by group", () => {
  expect(findDiscarded(fakeScenario(taking(bytes)))).toEqual([]);
  expect(findDiscarded(fakeScenario(taking(70)))).toMatchObject([
    { group: { name: "sensors" }, bytes, maximumPacketBytes: 70 },
  ]);
});

test("a broker that takes less than a message is named with the numbers", () => {
  const scenario = fakeScenario({ protocol: "5", sensors: [fakeSensors({ topicAlias: true })] });
  expect(whyTooLarge(scenario, bytes + 3)).toBeNull();
  expect(whyTooLarge(scenario, bytes + 2)).toBe(
    "allows packets of at most 80 bytes (Maximum Packet Size of its CONNACK), and a PUBLISH of sensors has up to 81",
  );
  expect(whyTooLarge(scenario, Number.POSITIVE_INFINITY)).toBeNull();
});

test.each([
  ["{ topic: t, maximumPacketSize: 10B }", /must be at least 64 bytes, so that the broker can answer, got 10/u],
  ["{ topic: t, maximumPacketSize: 100B, share: w }", /is of subscribers with a subscription of their own/u],
  ["{ topic: t, maximumPacketSize: 100B }", /would let some messages of sensors pass and others not/u],
])("subscribers: %s is a mistake", (subscribers, words) => {
  const sensors = "{ topic: t, every: 1s, payload: { size: { from: 40B, to: 400B } }, count: 1 }";
  const text = `name: x\nprotocol: "5"\nsensors: ${sensors}\nsubscribers: ${subscribers}\n`;
  expect(problemsOf(text).join("\n")).toMatch(words);
});
