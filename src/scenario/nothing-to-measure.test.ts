import { describe, expect, it } from "vitest";
import { problemsOf, readOne, twoSensors } from "./testing/fake-scenario-file.ts";

describe("a filter that no sensor's topic matches", () => {
  it("is a mistake, with its line and the nearest topic", () => {
    expect(problemsOf(`name: x\n${twoSensors}\nsubscribers:\n  topic: sensor/+\n`)).toEqual([
      "s.yaml:4:10: subscribers.topic matches no topic that a sensor publishes to, so that nothing could arrive; did you mean `sensors/+`?",
    ]);
  });

  it("is a mistake where {id} has another number of digits", () => {
    const text = "name: x\nsensors: { count: 100, every: 1s }\nsubscribers: { count: 20, topic: 'sensors/{id}' }\n";
    expect(problemsOf(text)).toEqual([
      "s.yaml:3:34: subscribers.topic matches no topic that a sensor publishes to, so that nothing could arrive (the first is sensors/01, of the sensors sensors/001); known: sensors/+",
    ]);
  });

  it("is a mistake of the one group it belongs to, and of a listening sensor", () => {
    const text = `name: x
sensors:
  - { name: a, count: 2, every: 1s, topic: "a/{id}", listen: { topic: "b/{id}" } }
  - { name: b, count: 2, every: 1s, topic: "b/{id}", listen: { topic: c } }
subscribers:
  - { name: all, topic: "#" }
  - { name: system, topic: "$SYS/#" }
`;
    expect(problemsOf(text)).toEqual([
      "s.yaml:4:71: sensors.1.listen.topic matches no topic that a sensor publishes to, so that nothing could arrive; known: a/+, b/+",
      "s.yaml:7:28: subscribers.1.topic matches no topic that a sensor publishes to, so that nothing could arrive; known: a/+, b/+",
    ]);
  });

  it("is no mistake where a part of the group receives, or where nothing is sent", () => {
    const part = "name: x\nsensors: { count: 2, every: 1s }\nsubscribers: { count: 9, topic: 'sensors/{id}' }\n";
    expect(readOne(part).subscribers).toHaveLength(1);
    const idle = "name: x\nload: { kind: idle }\nsensors: { count: 2 }\nsubscribers: { topic: other }\n";
    expect(readOne(idle).subscribers).toHaveLength(1);
  });

  it("is a mistake of wills and retained messages too", () => {
    const text = (kind: string): string =>
      `name: x\nload: { kind: ${kind} }\nsensors: { count: 2 }\nsubscribers: { topic: other }\n`;
    expect(problemsOf(text("will"))).toHaveLength(1);
    expect(problemsOf(text("retained"))).toHaveLength(1);
  });
});

describe("a group with nothing due within measure", () => {
  const text = (sensors: string): string => `name: x\nsensors: { ${sensors} }\nphases: { warmup: 5s, measure: 10s }\n`;

  it.each([
    ["count: 2, every: 60s", "a sensor sends every 60 s"], // due at 0 and 30 s
    ["count: 5, every: 20s, arrival: burst", "all sensors send every 20 s"], // due at 0 and 20 s
    ["count: 9, every: 100s, arrival: poisson", "a sensor sends every 100 s"], // 0.9 on average
  ])("is a mistake: %s", (sensors, how) => {
    expect(problemsOf(text(sensors))).toEqual([
      `s.yaml:2:10: sensors has nothing due within measure: ${how}, and measure lasts 10 s; make phases.measure longer or send more often`,
    ]);
  });

  it.each([
    "count: 10, every: 60s",
    "count: 5, every: 10s, arrival: burst",
    "count: 10, every: 100s, arrival: poisson",
  ])("is none: %s", (sensors) => {
    expect(readOne(text(sensors)).sensors).toHaveLength(1);
  });
});

describe("a threshold that applies in no case", () => {
  it.each([
    ["lost == 0", "nobody subscribes"],
    ["publishLatency.p99 < 1s", "it exists from QoS 1 on"],
    ["willsLost == 0", "load steady does not measure it"],
    ["serviceTimeLessLink < 1s", "no sensor has a link"],
    ["delayedByOutage == 0", "no client comes back: session.reconnect is not set"],
    ["recoveryTime.max < 1s", "no client comes back: session.reconnect is not set"],
    ["reconnectTime.max < 1s", "no client comes back: session.reconnect is not set"],
    ["recoveryPacketsPerOutage < 5", "no client comes back: session.reconnect is not set"],
  ])("is a mistake: %s", (threshold, why) => {
    expect(problemsOf(`name: x\n${twoSensors}\nthresholds:\n  - ${threshold}\n`)).toEqual([
      `s.yaml:4:5: ${threshold} applies in no case: ${why}; leave it out`,
    ]);
  });

  it("is none where one case has it, also where an option leaves that case out", () => {
    const text = `name: x\n${twoSensors}\nsweep: { qos: [0, 1] }\nthresholds: ["acknowledged > 5"]\n`;
    expect(readOne(text, { set: ["qos=0"] }).thresholds).toHaveLength(1);
  });

  it("is one of wills that are all due", () => {
    const text = `name: x\nload: { kind: will, deaths: [reset] }\nsensors: { count: 2 }\nsubscribers: { topic: "#" }\nthresholds: ["willsUnwanted == 0"]\n`;
    expect(problemsOf(text)).toEqual([
      "s.yaml:5:14: willsUnwanted == 0 applies in no case: a will is due after every death of this load; leave it out",
    ]);
  });
});

it("wills of deaths that do not exist are a mistake", () => {
  const text = `name: x\nload: { kind: will, deaths: [resumed in time] }\nsensors: { count: 2 }\nsubscribers: { topic: "#" }\n`;
  expect(problemsOf(text)).toEqual(["s.yaml:2:7: none of load.deaths exists here: resumed in time: MQTT 5 only"]);
});

describe("a threshold on what a load does not measure", () => {
  const loads: Readonly<Record<string, string>> = {
    will: `load: { kind: will }\nsensors: { count: 2 }\nsubscribers: { topic: "#" }`,
    retained: `load: { kind: retained }\nsensors: { count: 2 }\nsubscribers: { topic: "#" }`,
    handshake: `load: { kind: handshake }\nsensors: { count: 2 }`,
    hold: `load: { kind: hold, step: connection, levels: [0, 10, 20] }\nsensors: { count: 20 }`,
    idle: `load: { kind: idle }\nsensors: { count: 2 }\nkeepalive: 10s`,
  };
  const text = (load: string, threshold: string): string =>
    `name: x\n${loads[load] ?? ""}\nthresholds:\n  - ${threshold}\n`;
  const problemsWith = (load: string, threshold: string): readonly string[] => problemsOf(text(load, threshold));
  const ofConnections = ["outages == 0", "dropped == 0", "connectLatency.max < 1s", "pingRoundTrip.max < 1s"];
  const ofProcesses = ["brokerRssPeak < 1GB", "brokerCpuPeak < 2", "eventLoopDelay < 1s", "generatorCpu < 1"];

  it.each(
    ["will", "retained", "handshake"].flatMap((load) =>
      [...ofConnections, ...ofProcesses, "readLag.max < 1s"].map((threshold) => [load, threshold] as const),
    ),
  )("is a mistake, known before the run: %s: %s", (load, threshold) => {
    const problems = problemsWith(load, threshold);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^s\.yaml:\d+:5: /u);
    expect(problems[0]).toContain(`${threshold} applies in no case: load ${load} does not measure it; leave it out`);
  });

  it.each(["readLag.max < 1s", "pingRoundTripLessReadLag.max < 1s", "sent > 0"])("nor does hold: %s", (threshold) => {
    expect(problemsWith("hold", threshold)).toHaveLength(1);
  });

  it.each(["hold", "idle"].flatMap((load) => [...ofConnections, ...ofProcesses].map((each) => [load, each] as const)))(
    "but %s measures %s",
    (load, threshold) => {
      expect(readOne(text(load, threshold)).thresholds).toHaveLength(1);
    },
  );

  it.each(Object.keys(loads))("the clients that connected are counted under %s", (load) => {
    expect(readOne(text(load, "connected > 0")).thresholds).toHaveLength(1);
  });
});
