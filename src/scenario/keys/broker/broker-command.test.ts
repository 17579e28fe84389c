import { expect, test } from "vitest";
import { startNsOf } from "../../../broker/facts/broker-facts.ts";
import { problemsOf, readOne, twoSensors } from "../../testing/fake-scenario-file.ts";

const brokerText = (more: string): string =>
  `name: x\nbroker: { command: [./mine, --data, "{folder}"], ${more} }\n${twoSensors}\n`;

test("a command is a broker at its URL, which has so long to be ready", () => {
  const { broker } = readOne(brokerText("url: mqtt://127.0.0.1:18830, ready: 5s"));
  expect(broker).toMatchObject({
    kind: "url",
    urls: ["mqtt://127.0.0.1:18830"],
    command: { words: ["./mine", "--data", "{folder}"], readyNs: 5e9 },
  });
  expect(startNsOf(broker)).toBe(5e9);
});

test.each([
  ["url: mqtts://127.0.0.1:8883", "a command listens on this machine, by plain TCP: expected a URL such as"],
  ["url: mqtt://10.0.0.1", "expected a URL such as mqtt://127.0.0.1:1883, got mqtt://10.0.0.1"],
  ["url: mqtt://127.0.0.1, pid: 3", "the process of a command is known: leave out pid"],
  ["ready: 5s", "broker.url is missing"],
])("%j is a mistake that says why", (text, words) => {
  expect(problemsOf(brokerText(text)).join("\n")).toContain(words);
});
