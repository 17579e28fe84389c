import { describe, expect, test } from "vitest";
import { readService } from "../money/service-files.ts";
import { readOne } from "../testing/fake-scenario-file.ts";
import { findingsOfQuotas, levelsAsked } from "./quotas.ts";

function askedOf(service: string, text: string): Readonly<Record<string, readonly [number | null, boolean | null]>> {
  const quotas = readService(service)?.quotas;
  if (!quotas) throw new Error(`no quotas of ${service}`);
  const findings = findingsOfQuotas(readOne(`name: x\nqos: 1\n${text}\n`), quotas);
  return Object.fromEntries(findings.map(({ measure, asked, isKept }) => [measure, [asked, isKept]]));
}

const sensors = "sensors: { count: 150, every: 1s, window: 101 }";

describe("what a scenario asks of AWS IoT Core", () => {
  test("is what its busiest connection publishes and receives, holds and subscribes to", () => {
    expect(askedOf("aws-iot-core", `${sensors}\nsubscribers: { count: 2, topic: sensors/+ }`)).toEqual({
      "publishes both ways of a connection": [150, false],
      "subscriptions of a connection": [1, true],
      "unacknowledged messages of a connection": [101, false],
      "connects of a client id": [1, true],
    });
  });

  test("is less for members of a shared subscription, and as much for a sensor that listens to itself", () => {
    const both = "publishes both ways of a connection";
    const shared = `protocol: 5\n${sensors}\nsubscribers: { count: 2, topic: sensors/+, share: all }`;
    expect(askedOf("aws-iot-core", shared)[both]).toEqual([75, true]);
    const listening = 'sensors: { count: 2, rate: 120/s, listen: { topic: "sensors/{id}" } }';
    expect(askedOf("aws-iot-core", listening)[both]).toEqual([120, false]);
  });

  test("is of a connection what all kinds of its device's messages are together", () => {
    const kinds = "[{ topic: 'a/{id}', every: 100ms }, { topic: 'b/{id}', every: 50ms }]";
    const text = `sensors: { count: 10, messages: ${kinds} }\nsubscribers: { topics: [a/01, b/01] }`;
    expect(askedOf("aws-iot-core", text)).toMatchObject({
      "publishes both ways of a connection": [30, true],
      "unacknowledged messages of a connection": [10, true],
    });
  });

  test("is a CONNECT a second where clients come back at once, and is not known without any wait", () => {
    const back = (wait: string) =>
      askedOf("aws-iot-core", `${sensors}\nsession: { reconnect: ${wait} }`)["connects of a client id"];
    expect(back("2s")).toEqual([1, true]);
    expect(back("{ delay: 1s, jitter: 50% }")).toEqual([2, false]);
    expect(back("{ delay: 1s, jitter: 100% }")).toEqual([null, null]);
  });

  test("is not known of a closed loop", () => {
    expect(askedOf("aws-iot-core", "sensors: { count: 1, loop: closed }")).toMatchObject({
      "publishes both ways of a connection": [null, null],
      "unacknowledged messages of a connection": [10, true],
    });
  });
});

test("a burst is all of it in one second", () => {
  const burst = "sensors: { count: 1200, every: 20s, arrival: burst }";
  const all = "publishes both ways in all";
  expect(askedOf("emqx-serverless", burst)[all]).toEqual([1200, false]);
  expect(askedOf("emqx-serverless", burst.replace("burst", "even"))[all]).toEqual([60, true]);
});

test("Azure Event Grid takes units: as many as the scenario needs, up to forty", () => {
  const quotas = readService("azure-event-grid")?.quotas;
  if (!quotas) throw new Error("no quotas");
  const of = (text: string) =>
    findingsOfQuotas(readOne(`name: x\n${text}`), quotas).map(({ units, isKept }) => [units, isKept]);
  // 25,000 messages a second of 64 B: 1.6 MB.
  expect(of("sensors: { count: 25000, every: 1s }")).toEqual([
    [3, true],
    [25, true],
    [2, true],
  ]);
  expect(of("sensors: { count: 41000, every: 1s }")[1]).toEqual([41, false]);
});

test("the levels that are asked for are those of sensors and subscribers", () => {
  const text = "name: x\nsensors: { count: 1, every: 1s, qos: 2 }\nsubscribers: { topic: sensors/+, qos: 0 }";
  expect(levelsAsked(readOne(text))).toEqual([0, 2]);
});
