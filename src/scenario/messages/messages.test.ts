import { describe, expect, test } from "vitest";
import { planRun } from "../planning/plan.ts";
import { summarise } from "../summary.ts";
import { problemsOf, readOne, readText } from "../testing/fake-scenario-file.ts";
import { clientsOfSensors, connectingGroups, kindsOn } from "./message-kinds.ts";

const temperature = "{ topic: 'p/{id}/temperature', every: 250ms }";
const alarm = "{ name: alarms, topic: 'p/{id}/alarm', rate: 8/s, qos: 2, retain: true, payload: 20B }";

function scenario(messages: string, more = ""): string {
  return `name: x
sensors: { count: 2, messages: [${messages}] }
subscribers: { topics: [p/+/temperature, p/+/alarm], qos: 2 }
phases: { warmup: 1s, measure: 4s }
${more}`;
}

describe("the messages of a group", () => {
  test("are each a group, on the connections of the first", () => {
    const { sensors } = readOne(scenario(`${temperature}, ${alarm}`, "qos: 1\n"));
    const device = { name: "sensors", carrier: 0 };
    const schedule = { kind: "even", periodNs: 250e6 };
    const bytesOf = { file: null, template: null };
    expect(sensors).toMatchObject([
      { name: "temperature", device, qos: 1, retain: false, topic: "p/{id}/temperature", schedule },
      { name: "alarms", device, qos: 2, retain: true, topic: "p/{id}/alarm", schedule },
    ]);
    expect(sensors.map(({ payload }) => payload)).toEqual([
      { ...bytesOf, bytes: 64 },
      { ...bytesOf, bytes: 20 },
    ]);
    expect(connectingGroups(sensors).map(([group]) => group)).toEqual([0]);
    expect(kindsOn(sensors, 0).map(([group]) => group)).toEqual([0, 1]);
  });

  test("of a second group are its own devices', and each message's client is told", () => {
    const { sensors } = readOne(`name: x
sensors:
  - { name: gateways, count: 1, topic: g/temperature, every: 1s }
  - { name: plant, count: 2, messages: [${temperature}, ${alarm}] }
  - { name: others, count: 1, topic: o/temperature, every: 1s }
subscribers: { topic: '#' }
phases: { warmup: 1s, measure: 4s }
`);
    expect(sensors.map(({ name, device }) => [name, device?.carrier])).toEqual([
      ["gateways", undefined],
      ["temperature", 1],
      ["alarms", 1],
      ["others", undefined],
    ]);
    expect([...clientsOfSensors(sensors)]).toEqual([0, 1, 2, 1, 2, 3]);
  });

  test("are planned each by itself, and all together on one connection a device", () => {
    const [planned] = planRun(readText(scenario(`${temperature}, ${alarm}`)).cases).cases;
    expect(planned?.connections).toBe(3);
    expect(planned?.messages).toEqual({ warmup: 16, measure: 64 });
    expect(planned?.groups?.map(({ name, messages, deliveries }) => [name, messages.measure, deliveries])).toEqual([
      ["temperature", 32, 32],
      ["alarms", 32, 32],
    ]);
    // Two bytes of header, two of the topic's length, the topic, a packet identifier at QoS 2, the payload.
    const alarmBytes = 2 + 2 + "p/1/alarm".length + 2 + 20;
    expect(planned?.groups?.[1]?.predicted.sensor.up).toEqual({
      PUBLISH: { packets: 32, bytes: 32 * alarmBytes },
      PUBREL: { packets: 32, bytes: 32 * 4 },
    });
    expect(planned?.predicted?.sensor.up["PUBLISH"]?.packets).toBe(64);
  });

  test("are said in one line", () => {
    expect(summarise(readOne(scenario(`${temperature}, ${alarm}`)))).toBe(
      "2 sensors × (temperature 4 msg/s × 64 B + alarms 4 msg/s × 20 B), QoS 0 and 2, MQTT 3.1.1",
    );
  });

  test("name the columns of one file", () => {
    const text = `name: x
sensors:
  count: 2
  devices: d.csv
  messages:
    - { topic: 'p/{csv.serial}/temperature', every: 1s, payload: { json: { plant: '{csv.plant}' } } }
    - { topic: 'p/{csv.serial}/alarm', every: 1s }
subscribers: { topic: p/# }
`;
    const { sensors } = readOne(text, { files: { "d.csv": "serial,plant\na,hall\nb,yard\n" } });
    expect([...(sensors[1]?.devices?.columns.keys() ?? [])]).toEqual(["serial", "plant"]);
    const missing = problemsOf(text.replace("{csv.serial}/alarm", "{csv.number}/alarm"), {
      files: { "d.csv": "serial,plant\na,hall\nb,yard\n" },
    });
    expect(missing.join()).toContain("s.yaml:7:16: sensors.messages.1.topic names the column number, which is not in");
  });

  test("have QoS of their own to sweep", () => {
    const text = scenario(`${temperature}, ${alarm}`, "sweep: { sensors.messages.alarms.qos: [0, 1] }\n");
    expect(readText(text).cases.map(({ scenario: { sensors } }) => sensors.map(({ qos }) => qos))).toEqual([
      [0, 0],
      [0, 1],
    ]);
  });
});

describe("a mistake", () => {
  test.each([
    ["no message", "", "s.yaml:2:32: sensors.messages needs at least one entry"],
    ["no topic", "{ every: 1s }", "s.yaml:2:33: sensors.messages.0.topic is missing"],
    ["no time", "{ topic: p/1/alarm }", "sensors.messages.0 does not say how often it sends: add `every: 5s` or `rate"],
    ["both times", "{ topic: p/1/alarm, every: 1s, rate: 1/s }", "every and rate say the same thing: leave out one"],
    ["a key unknown", "{ topic: p/1/alarm, evry: 1s }", "s.yaml:2:53: unknown key `evry`; did you mean `every`?"],
    ["a closed loop", "{ topic: p/1/alarm, loop: closed }", "s.yaml:2:53: unknown key `loop`"],
    ["a name that is none", "{ name: 'a b', topic: p/1/alarm, every: 1s }", "sensors.messages.0.name must be letters"],
    [
      "a topic without a name",
      "{ topic: '{id}', every: 1s }",
      "s.yaml:2:33: sensors.messages.0 has no name, and none can be taken from its topic {id}: add `name: …`",
    ],
    [
      "two of one name",
      `${temperature}, { topic: q/temperature, every: 1s }`,
      "s.yaml:2:80: sensors.messages.1 is called temperature, as sensors.messages.0 is: give it a name of its own",
    ],
    [
      "a topic that nobody takes",
      `${temperature}, { topic: 'p/{id}/alarm', every: 1s }, { topic: 'p/{id}/status', every: 1s }`,
      "sensors.messages.2.topic matches no filter of a subscriber, so that nothing of it could arrive",
    ],
    [
      "nothing due",
      `${temperature}, { topic: 'p/{id}/alarm', every: 1h }`,
      "sensors.messages.1 has nothing due within measure",
    ],
    [
      "a property of MQTT 5",
      "{ topic: p/1/alarm, every: 1s, properties: { expiry: 1h } }",
      "sensors.messages.0.properties",
    ],
  ])("of %s is told with its place", (_, messages, told) => {
    expect(problemsOf(scenario(messages)).join("\n")).toContain(told);
  });

  test.each([
    ["topic: p/1", "sensors.topic is stated by each of its messages: write it there, as sensors.messages.0.topic"],
    ["payload: 9B", "sensors.payload is stated by each of its messages"],
    ["every: 1s", "sensors.every is stated by each of its messages"],
    ["rate: 1/s", "sensors.rate is stated by each of its messages"],
    ["arrival: burst", "sensors.arrival is stated by each of its messages"],
    ["topicAlias: true", "sensors.topicAlias is stated by each of its messages"],
    ["retain: true", "sensors.retain is stated by each of its messages"],
    ["loop: closed", "sensors.loop is of a group with one kind of message"],
    ["qos: 1", "as sensors.messages.0.qos, or as the scenario's qos, which is that of messages that state none"],
  ])("of a group that states messages and %s is told", (key, told) => {
    const text = scenario(`${temperature}, ${alarm}`).replace("count: 2", `count: 2, ${key}`);
    expect(problemsOf(text).join("\n")).toContain(told);
  });

  test("of a sweep of what the messages state is told by case", () => {
    const text = scenario(`${temperature}, ${alarm}`, "sweep: { sensors.qos: [0, 1] }\n");
    expect(problemsOf(text).join("\n")).toContain("sensors.qos is stated by each of its messages");
    const all = scenario(temperature.replace("every", "qos: 1, every"), "sweep: { qos: [0, 1] }\n");
    expect(problemsOf(all).join("\n")).toContain("sweep.qos changes nothing for a group that states its own qos");
  });

  test("of topic aliases that MQTT.js would give to all is told", () => {
    const text = scenario(temperature.replace("every", "topicAlias: true, every"), "protocol: '5'\n");
    expect(problemsOf(text).join("\n")).not.toContain("topicAlias");
    expect(problemsOf(`${text}client: mqttjs\n`).join("\n")).toContain("sensors.messages.0.topicAlias is not for");
  });

  test("of a load that has its own messages is told", () => {
    const text = scenario(temperature, "load: { kind: idle }\n");
    expect(problemsOf(text).join("\n")).toContain("sensors.messages is of a load that sends by every or rate");
  });

  test("of a threshold on the devices names their messages", () => {
    const text = scenario(`${temperature}, ${alarm}`, "thresholds: ['sensors: lost == 0']\n");
    expect(problemsOf(text).join("\n")).toContain(
      "sensors sends several kinds of messages: name one of them, temperature, alarms",
    );
  });

  test("of a name that a group has is told", () => {
    const text = `name: x
sensors:
  - { name: alarm, count: 1, topic: g/x, every: 1s }
  - { name: plant, count: 2, messages: [{ topic: p/alarm, every: 1s }] }
`;
    expect(problemsOf(text).join("\n")).toContain("sensors.1.messages.0 is called alarm, as a group of sensors is");
  });
});
