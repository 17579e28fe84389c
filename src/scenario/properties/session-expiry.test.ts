import { expect, test } from "vitest";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";

const textOf = (session: string, protocol = "5") =>
  `name: x\nprotocol: "${protocol}"\nsensors: { count: 2, every: 1s }\nsession: { ${session} }\n`;

test("a session that is kept may expire", () => {
  expect(readOne(textOf("clean: false, expiry: 5s")).session).toEqual({
    clean: false,
    reconnect: null,
    expirySeconds: 5,
  });
});

test.each([
  ["clean: false, expiry: 5s", "3.1.1", 's.yaml:4:34: session.expiry is of MQTT 5: add `protocol: "5"`'],
  ["expiry: 5s", "5", "s.yaml:4:20: session.expiry is of a session that is kept: add `clean: false`"],
  ["clean: false, expiry: 1500ms", "5", "s.yaml:4:34: session.expiry must be whole seconds, got 1.5 s"],
])("session: { %s } at MQTT %s is a mistake", (session, protocol, words) => {
  expect(problemsOf(textOf(session, protocol))).toEqual([words]);
});
