import { describe, expect, it } from "vitest";
import { problemsOf, readOne, readText, twoSensors } from "./testing/fake-scenario-file.ts";

describe("the defaults", () => {
  it("fill in everything that the shortest scenario leaves out", () => {
    expect(readOne(`name: x\n${twoSensors}\n`)).toMatchInlineSnapshot(`
      {
        "broker": {
          "access": null,
          "config": "tuned",
          "cpus": {
            "broker": null,
            "shards": null,
          },
          "instances": 1,
          "isRestarted": false,
          "kind": "managed",
          "name": "embedded",
          "protocol": "mqtt",
          "resendsSoon": false,
          "tls": {
            "isResumed": false,
            "maxVersion": null,
            "minVersion": null,
          },
        },
        "brokerRestart": null,
        "client": "native",
        "connect": {
          "atLeastShare": 0.99,
          "from": [],
          "ratePerSecond": 1000,
          "timeoutNs": 10000000000,
        },
        "description": null,
        "fleet": {
          "devices": 2,
          "keepaliveSeconds": 60,
          "payloadBytes": 64,
          "periodNs": 1000000000,
        },
        "keepaliveSeconds": 60,
        "load": {
          "kind": "steady",
        },
        "name": "x",
        "pacing": "economical",
        "phases": {
          "drainNs": 10000000000,
          "measureNs": 30000000000,
          "warmupNs": 5000000000,
        },
        "protocol": "3.1.1",
        "seed": 1,
        "sensors": [
          {
            "count": 2,
            "devices": null,
            "identity": {
              "clientId": null,
              "password": null,
              "username": null,
            },
            "link": null,
            "listen": null,
            "name": "sensors",
            "payload": {
              "bytes": 64,
              "file": null,
              "template": null,
            },
            "qos": 0,
            "retain": false,
            "schedule": {
              "kind": "even",
              "periodNs": 1000000000,
            },
            "tls": null,
            "topic": "sensors/{id}",
            "window": 10,
          },
        ],
        "session": {
          "clean": true,
          "reconnect": null,
        },
        "subscribers": [],
        "thresholds": [],
        "trials": 1,
        "workers": {
          "as": null,
          "count": null,
        },
      }
    `);
  });

  it("give a level to every group that states none of its own", () => {
    const text = `name: x
qos: 1
sensors:
  - { name: a, count: 1, topic: a, every: 1s, listen: { topic: b } }
  - { name: b, count: 1, topic: b, every: 1s, qos: 2, listen: { topic: a, qos: 0 } }
subscribers:
  - { name: c, topic: a }
  - { name: d, topic: b, qos: 2 }
`;
    const { sensors, subscribers } = readOne(text);
    expect([...sensors, ...sensors.map(({ listen }) => listen), ...subscribers].map((each) => each?.qos)).toEqual([
      1, 2, 1, 0, 1, 2,
    ]);
  });

  it("are written over by what the file says", () => {
    const text = `name: x
description: words
broker: mqtt://127.0.0.1:1884
protocol: "5"
client: mqttjs
pacing: precise
sensors: { count: 3, topic: "t/{id}", payload: { size: 1kB }, retain: true, loop: closed, window: 20 }
connect: { rate: 10/s, timeout: 2s, atLeast: 50% }
keepalive: 90s
session: { clean: false, reconnect: 250ms }
phases: { warmup: 1s, measure: 2s, drain: 3s }
trials: 4
seed: 5
workers: 6
`;
    expect(readOne(text)).toMatchObject({
      description: "words",
      broker: { kind: "url", urls: ["mqtt://127.0.0.1:1884"] },
      protocol: "5",
      client: "mqttjs",
      pacing: "precise",
      sensors: [
        {
          count: 3,
          topic: "t/{id}",
          payload: { bytes: 1000, file: null, template: null },
          retain: true,
          schedule: { kind: "closed" },
          window: 20,
        },
      ],
      connect: { ratePerSecond: 10, timeoutNs: 2e9, atLeastShare: 0.5 },
      keepaliveSeconds: 90,
      session: { clean: false, reconnect: { delayNs: 250e6, factor: 1, maxNs: 250e6, jitterShare: 0 } },
      phases: { warmupNs: 1e9, measureNs: 2e9, drainNs: 3e9 },
      trials: 4,
      seed: 5,
      workers: { count: 6, as: null },
    });
  });
});

describe("how often a group sends", () => {
  const scheduleOf = (keys: string) => readOne(`name: x\nsensors: { count: 100, ${keys} }\n`).sensors[0]?.schedule;

  it.each([
    ["every: 5s", { kind: "even", periodNs: 5e9 }], // the period of each sensor
    ["rate: 2000/s", { kind: "even", periodNs: 50e6 }], // 100 sensors share the rate
    ["rate: 6/min", { kind: "even", periodNs: 1000e9 }],
    ["every: 5s, arrival: poisson", { kind: "poisson", periodNs: 5e9 }],
    ["rate: 2000/s, arrival: burst", { kind: "burst", periodNs: 50e6 }],
    ["loop: closed", { kind: "closed" }], // as fast as the broker answers
  ])("%s is read", (keys, schedule) => {
    expect(scheduleOf(keys)).toEqual(schedule);
  });

  it("may not be said twice", () => {
    expect(problemsOf("name: x\nsensors: { count: 2, every: 1s, rate: 2/s }\n")).toMatchInlineSnapshot(`
      [
        "s.yaml:2:10: every and rate say the same thing: leave out one",
      ]
    `);
  });

  it("must be said", () => {
    expect(problemsOf("name: x\nsensors: { count: 2 }\n")).toMatchInlineSnapshot(`
      [
        "s.yaml:2:10: sensors does not say how often it sends: add \`every: 5s\`, \`rate: 2000/s\` or \`loop: closed\`",
      ]
    `);
  });

  it("has no meaning in a closed loop", () => {
    expect(problemsOf("name: x\nsensors: { count: 2, every: 1s, loop: closed }\n")).toMatchInlineSnapshot(`
      [
        "s.yaml:2:10: in a closed loop the next message leaves when one completes: leave out every and rate",
      ]
    `);
  });

  it("has no meaning under load idle", () => {
    expect(problemsOf(`name: x\nload: { kind: idle }\n${twoSensors}\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:3:10: sensors sends at no rate under load idle: leave out every and rate",
      ]
    `);
  });

  it("may be left out under load idle", () => {
    expect(readOne("name: x\nload: { kind: idle }\nsensors: { count: 2 }\n").load).toEqual({ kind: "idle" });
  });
});

describe("the broker", () => {
  it("may not be reached by a scheme that is not MQTT's", () => {
    expect(problemsOf(`name: x\nbroker: http://127.0.0.1:8883\n${twoSensors}\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:9: broker: expected mqtt://, mqtts://, ws:// or wss://, got http://",
      ]
    `);
  });

  it("must be embedded or a URL", () => {
    expect(problemsOf(`name: x\nbroker: mosquito\n${twoSensors}\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:9: broker: expected embedded, mosquitto, rabbitmq, nats, activemq, ejabberd, or a URL such as mqtt://127.0.0.1:1883, got "mosquito"",
      ]
    `);
  });
});

describe("several groups", () => {
  it("must each have a name", () => {
    const text = `name: x
sensors:
  - { name: a, count: 1, every: 1s }
  - { count: 1, every: 1s }
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:4:5: sensors.1 is one of several groups: give each a name",
      ]
    `);
  });

  it("may not be more than the tables of messages in flight can tell apart", () => {
    const text = (groups: number): string =>
      `name: x\nsensors:\n${Array.from({ length: groups }, (_, group) => `  - { name: g${group}, count: 1, every: 1s }\n`).join("")}`;
    expect(readText(text(255)).cases).toHaveLength(1);
    expect(problemsOf(text(256))).toEqual(["s.yaml:3:3: sensors is a list of 256 groups, more than 255"]);
  });

  it("may not share a name", () => {
    const text = `name: x
${twoSensors}
subscribers:
  - { name: a, topic: sensors/1 }
  - { name: a, topic: sensors/2 }
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:5:13: the name a is taken by a group above",
      ]
    `);
  });
});

describe("a payload file", () => {
  it("is looked for beside the scenario, and gives the payload its size", () => {
    const text = "name: x\nsensors: { count: 2, every: 1s, payload: { file: reading.json } }\n";
    const { payload } = readOne(text, { files: { "reading.json": '{"t":21.5}' } }).sensors[0] ?? {};
    expect(payload).toEqual({
      bytes: 10,
      file: expect.stringMatching(/\/mqbench-test-\w+\/reading\.json$/u),
      template: null,
    });
  });

  it("must exist", () => {
    const text = "name: x\nsensors: { count: 2, every: 1s, payload: { file: reading.json } }\n";
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:50: ENOENT: no such file or directory, stat 'reading.json'",
      ]
    `);
  });

  it.each(["reading.json", "/"])(
    "%s is one mistake: that a payload must say whose message it is does not follow from it",
    (file) => {
      const sensors = `sensors: { count: 2, topic: "a/{id}", payload: { file: ${file} } }`;
      const text = `name: x\nload: { kind: will }\n${sensors}\nsubscribers: { topic: a/+ }\n`;
      expect(problemsOf(text)).toHaveLength(1);
    },
  );

  it("has a name without placeholders", () => {
    const [problem] = problemsOf('name: x\nsensors: { count: 2, every: 1s, payload: { file: "{id}.json" } }\n');
    expect(problem).toMatch(/^s\.yaml:2:50: ENOENT: .*: a payload file's name takes no placeholders$/u);
  });
});
