import { expect, test } from "vitest";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";

function textOf(sensors: string, more = 'protocol: "5"'): string {
  return `name: x\n${more}\nsensors: { count: 2, every: 1s, ${sensors} }\nsubscribers: { topic: "#", subscriptionId: 5 }\n`;
}

test("a group states its properties, a subscriber its identifier", () => {
  const stated =
    "{ expiry: 1h, utf8: true, contentType: text/plain, responseTopic: r/a, correlationData: 16B, user: { unit: C } }";
  const { sensors, subscribers } = readOne(textOf(`payload: { json: { unit: C } }, properties: ${stated}`));
  expect(sensors[0]?.properties).toEqual({
    expirySeconds: 3600,
    isUtf8: true,
    contentType: "text/plain",
    responseTopic: "r/a",
    correlationBytes: 16,
    user: [["unit", "C"]],
  });
  expect(subscribers[0]?.subscriptionId).toBe(5);
});

test("subscribers allow the broker topic aliases of its own, in MQTT 5", () => {
  const allowing = (protocol: string) =>
    `name: x\nprotocol: "${protocol}"\nsensors: { count: 2, every: 1s }\nsubscribers: { topic: "#", topicAliasMaximum: 10 }\n`;
  expect(readOne(allowing("5")).subscribers[0]?.asks).toEqual({ topicAliasMaximum: 10 });
  expect(problemsOf(allowing("3.1.1"))).toEqual([
    's.yaml:4:47: subscribers.topicAliasMaximum is of MQTT 5: add `protocol: "5"`',
  ]);
  expect(problemsOf(allowing("5").replace("10", "0")).join()).toMatch(/topicAliasMaximum/u);
});

test("what subscribers ask in CONNECT is of the loads whose clients stay", () => {
  const asking = "subscribers: { topic: sensors/+, receiveMaximum: 5, maximumPacketSize: 1kB }";
  expect(readOne(`name: x\nprotocol: "5"\nsensors: { count: 2, every: 1s }\n${asking}\n`).subscribers[0]?.asks).toEqual(
    {
      receiveMaximum: 5,
      maximumPacketBytes: 1000,
    },
  );
  const held = `name: x\nprotocol: "5"\nload: { kind: will }\nsensors: { count: 2 }\n${asking}\n`;
  expect(problemsOf(held).join("\n")).toContain(
    "subscribers.receiveMaximum is of loads steady and idle: leave it out under load will",
  );
});

test("a topic alias is of MQTT 5 and of messages on a schedule", () => {
  const withAlias = (more: string) => `name: x\n${more}\nsensors: { count: 2, topicAlias: true, every: 1s }\n`;
  expect(readOne(withAlias('protocol: "5"')).sensors[0]?.topicAlias).toBe(true);
  expect(problemsOf(withAlias('protocol: "3.1.1"'))).toEqual([
    's.yaml:3:34: sensors.topicAlias is of MQTT 5: add `protocol: "5"`',
  ]);
  const idle = withAlias('protocol: "5"\nload: { kind: idle }').replace(", every: 1s", "");
  expect(problemsOf(idle)).toEqual([
    "s.yaml:4:34: sensors.topicAlias is of messages on a schedule: leave it out under load idle",
  ]);
});

test.each([
  ["{ utf8: true }", 'protocol: "3.1.1"', /sensors\.properties are of MQTT 5: add `protocol: "5"`/u],
  ["{ utf8: true }", 'protocol: "3.1.1"', /subscribers\.subscriptionId is of MQTT 5/u],
  ["{ utf8: true }", 'protocol: "5"', /s\.yaml:3:\d+: sensors\.properties\.utf8 says that the payload is text/u],
  ["{ expiry: 1500ms }", 'protocol: "5"', /properties\.expiry must be whole seconds, got 1\.5 s/u],
  [
    '{ responseTopic: "r/{id}" }',
    'protocol: "5"',
    /responseTopic is the same for all of the group: it has no placeholders/u,
  ],
  ["{ correlationData: 65536B }", 'protocol: "5"', /correlationData must be at most 65,535 bytes/u],
  ["{ colour: red }", 'protocol: "5"', /colour/u],
])("properties: %s with %s is a mistake", (properties, more, words) => {
  expect(problemsOf(textOf(`properties: ${properties}`, more)).join("\n")).toMatch(words);
});
