import { describe, expect, test } from "vitest";
import { problemsOf, readOne } from "../testing/fake-scenario-file.ts";

const probes = {
  will: "load: { kind: will }",
  handshake: "load: { kind: handshake }",
  retained: "load: { kind: retained }",
};
const loads = {
  churn: "load: { kind: churn, rate: 20/s }",
  commands: 'load: { kind: commands, topic: "d/{id}/c" }',
  ...probes,
};
const why = "it connects its own, with ids of theirs and the broker's URL's credentials; leave it out";

function scenario(load: string, sensors: string, more: string): string {
  return `name: x\n${load}\nsensors: { count: 2, topic: "d/{id}/r"${sensors} }\nsubscribers: { topic: d/+/r }\n${more}\n`;
}

describe.each(Object.entries(probes))("load %s", (kind, load) => {
  test.each([
    ["clientId", 'clientId: "dev-{id}"'],
    ["username", 'username: "${HOME}"'],
    ["password", 'username: u, password: "${HOME}"'],
    ["tls", 'tls: { cert: "c{id}.pem", key: "k{id}.pem" }'],
  ])("has no client that %s could be of, and says so where it stands", (key, text) => {
    const problems = problemsOf(scenario(load, `, ${text}`, "broker: mqtts://127.0.0.1"));
    const column = 'sensors: { count: 2, topic: "d/{id}/r", '.length + text.indexOf(key) + `${key}: `.length + 1;
    expect(problems).toContain(
      `s.yaml:3:${column}: sensors.${key} is of clients that load ${kind} does not have: ${why}`,
    );
  });
});

describe.each(Object.entries(loads))("load %s", (kind, load) => {
  test.each([
    ["connect", "connect: { from: [127.0.0.9] }", `connect.from is not for load ${kind}, whose clients`],
    ["session", "session: { reconnect: 1s }", `session.reconnect is not for load ${kind}, which says`],
  ])("has no use for %s either", (_, more, problem) => {
    expect(problemsOf(scenario(load, "", more))).toContainEqual(
      expect.stringMatching(new RegExp(`^s\\.yaml:5:\\d+: ${problem}`, "u")),
    );
  });
});

test.each([loads.churn, loads.commands])("%s knows its devices by ids and logins of theirs", (load) => {
  const own = ', clientId: "dev-{id}", username: "u{id}", password: "${HOME}"';
  const [group] = readOne(scenario(load, own, "broker: mqtt://127.0.0.1")).sensors;
  expect(group?.identity).toMatchObject({ clientId: "dev-{id}", username: "u{id}" });
});

test.each([loads.churn, loads.commands])("%s says so of properties of MQTT 5, at their line", (load) => {
  const problems = problemsOf(scenario(load, ", properties: { expiry: 1h }", 'protocol: "5"\nbroker: mosquitto'));
  expect(problems).toContainEqual(
    expect.stringMatching(/^s\.yaml:3:\d+: sensors\.properties are of messages on a schedule/u),
  );
});

test.each([loads.churn, loads.commands])("%s runs through TLS, and with sessions that are kept", (load) => {
  const { broker, session } = readOne(scenario(load, "", "transport: tls\nsession: { clean: false }"));
  expect([broker, session.clean]).toEqual([expect.objectContaining({ protocol: "mqtts" }), false]);
});
