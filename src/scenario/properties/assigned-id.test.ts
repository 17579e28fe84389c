import { expect, test } from "vitest";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";

const textOf = (sensors: string, more = "", protocol = "5") =>
  `name: x\nprotocol: "${protocol}"\nsensors: { count: 2, every: 1s, assignedId: true${sensors} }\n${more}`;

test("a group has the ids that the broker assigns", () => {
  expect(readOne(textOf("")).sensors[0]?.hasAssignedId).toBe(true);
});

test.each([
  ["", "", "3.1.1", 'is of MQTT 5: add `protocol: "5"`'],
  [", clientId: 'a{id}'", "", "5", "and clientId exclude each other: leave out one"],
  [", link: { cut: { rate: 1/s } }", "session: { reconnect: 1s }\n", "5", "hides who is cut: leave it out, or cut"],
  ["", "client: mqttjs\nsession: { clean: false }\n", "5", "is not for client mqttjs with a kept session"],
])("with %j and %j at MQTT %s it is a mistake", (sensors, more, protocol, words) => {
  expect(problemsOf(textOf(sensors, more, protocol)).join("\n")).toContain(`sensors.assignedId ${words}`);
});
