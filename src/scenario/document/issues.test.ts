import { describe, expect, it } from "vitest";
import { mistakeIn, problemsOf, readText, twoSensors } from "../testing/fake-scenario-file.ts";

describe("an unknown key", () => {
  it("is named with its place and the nearest known key", () => {
    expect(problemsOf(`name: x\ntrails: 3\n${twoSensors}\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:1: unknown key \`trails\`; did you mean \`trials\`?",
      ]
    `);
  });

  it("in a group is compared with the keys of a group", () => {
    const text = `name: x
sensors:
  count: 2
  every: 1s
  paylod: 64B
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:5:3: unknown key \`paylod\`; did you mean \`payload\`?",
      ]
    `);
  });

  it("in a list of groups is found too", () => {
    const text = `name: x
sensors:
  - { name: a, count: 2, every: 1s }
  - { name: b, count: 2, evry: 1s }
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:4:26: unknown key \`evry\`; did you mean \`every\`?",
      ]
    `);
  });

  it("far from any known one is answered with all there are", () => {
    expect(problemsOf(`name: x\nphases: { xyzzyx: 1s }\n${twoSensors}\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:11: unknown key \`xyzzyx\`; known: warmup, measure, drain",
      ]
    `);
  });
});

describe("a wrong value", () => {
  it("of the wrong type says what was expected and what was got", () => {
    const text = `name: x
trials: many
seed: 1.5
phases: 5s
sweep: { qos: 1 }
sensors: { count: 2, every: 1s, retain: 1 }
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:9: trials: expected a number, got "many"",
        "s.yaml:3:7: seed: expected a whole number, got 1.5",
        "s.yaml:4:9: phases: expected keys and values, got "5s"",
        "s.yaml:5:15: sweep.qos: expected a list, got 1",
        "s.yaml:6:41: sensors.retain: expected a boolean, got 1",
      ]
    `);
  });

  it("without its unit, or with another's, says which form it has", () => {
    const text = `name: x
connect: { rate: 5s, atLeast: 0.99 }
phases: { warmup: 5, measure: 5 parsecs }
sensors: { count: 2, every: 1s, payload: 64 bytes }
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:18: connect.rate: expected a rate such as 2000/s, 30/min or 6/h, got "5s"",
        "s.yaml:2:31: connect.atLeast: expected a share such as 99%, got 0.99",
        "s.yaml:3:19: phases.warmup: expected a duration such as 250us, 20ms, 5s, 2min or 1h, got 5",
        "s.yaml:3:31: phases.measure: expected a duration such as 250us, 20ms, 5s, 2min or 1h, got "5 parsecs"",
        "s.yaml:4:42: sensors.payload: expected a size such as 64B, 1kB (1,000), 1KiB (1,024) or 2MB, got "64 bytes"",
      ]
    `);
  });

  it("out of range says the range's end", () => {
    const text = `name: x
trials: 0
seed: 5000000000
sensors: { count: 2000000, every: 1s, window: 65536 }
workers: 65
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:9: trials must be at least 1, got 0",
        "s.yaml:3:7: seed must be at most 4,294,967,295, got 5000000000",
        "s.yaml:4:19: sensors.count must be at most 1,000,000, got 2000000",
        "s.yaml:4:47: sensors.window must be at most 65,535, got 65536",
        "s.yaml:5:10: workers must be at most 64, got 65",
      ]
    `);
  });

  it.each([
    ["sensors: { count: 2, every: 999ns }", "sensors.every"], // faster than a message a microsecond
    ["sensors: { count: 2, every: 25h }", "sensors.every"], // longer than a day
    [`${twoSensors}\nkeepalive: 999ms`, "keepalive"], // a keepalive is in whole seconds,
    [`${twoSensors}\nkeepalive: 65536s`, "keepalive"], // two bytes of them
    [`${twoSensors}\nconnect: { atLeast: 101% }`, "connect.atLeast"], // more than all
    [`${twoSensors}\nphases: { measure: 0s }`, "phases.measure"], // nothing to measure
    ["sensors: { count: 2, every: 1s, payload: 256MiB }", "sensors.payload"], // above the largest MQTT packet
  ])("with a unit may be out of range: %j", (text, key) => {
    expect(problemsOf(`name: x\n${text}\n`)).toEqual([expect.stringContaining(`: ${key}: out of range: `)]);
  });

  it("that is none of a few says which they are", () => {
    const text = `name: x
sensors: { count: 2, every: 1s, qos: 3, arrival: uneven }
`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:38: sensors.qos must be 0, 1 or 2, got 3",
        "s.yaml:2:50: sensors.arrival: expected one of "even", "poisson", "burst", got "uneven"",
      ]
    `);
  });

  it("of a payload says its forms", () => {
    expect(problemsOf("name: x\nsensors: { count: 2, every: 1s, payload: 64 }\n")).toMatchInlineSnapshot(`
      [
        "s.yaml:2:42: sensors.payload: expected a size such as 64B, { size: { from: 40B, to: 400B } }, { file: reading.json }, { json: { … } } or { template: reading.txt }, got 64",
      ]
    `);
  });

  it("that is missing is said to be", () => {
    expect(problemsOf(`sensors: { every: 1s }\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:1:1: name is missing",
        "s.yaml:1:10: sensors.count is missing",
      ]
    `);
  });
});

describe("a name", () => {
  it("may not lead out of the results folder", () => {
    expect(problemsOf(`name: ../x\n${twoSensors}\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:1:7: name must be letters, digits, dots, dashes and underscores, and begin with a letter or digit (at most 100), got "../x"",
      ]
    `);
  });

  it.each([
    ["a/b"], // a folder below
    [".."], // the folder above
    [".hidden"], // a hidden folder
    ["'a b'"], // a space
    ["''"], // nothing
    ["a".repeat(101)], // longer than file systems like
  ])("may not be %s", (name) => {
    expect(problemsOf(`name: ${name}\n${twoSensors}\n`)).toHaveLength(1);
  });
});

describe("several mistakes", () => {
  it("are said at once, in the order of the file, with the next step", () => {
    const text = `thresholds: lost == 0
name: "a b"
sensors:
  count: -1
  qos: 3
  evry: 1s
subscribers: {}
`;
    expect(mistakeIn(() => readText(text))).toMatchInlineSnapshot(`
      {
        "code": "usage",
        "hint": "\`mqbench schema\` prints every key; scenarios/smoke.yaml is a short example",
        "problems": [
          "s.yaml:1:13: thresholds: expected a list, got "lost == 0"",
          "s.yaml:2:7: name must be letters, digits, dots, dashes and underscores, and begin with a letter or digit (at most 100), got "a b"",
          "s.yaml:4:10: sensors.count must be at least 1, got -1",
          "s.yaml:5:8: sensors.qos must be 0, 1 or 2, got 3",
          "s.yaml:6:3: unknown key \`evry\`; did you mean \`every\`?",
          "s.yaml:7:14: subscribers.topic is missing",
        ],
      }
    `);
  });

  it("beyond twenty are counted", () => {
    const unknown = Array.from({ length: 25 }, (_, index) => `unknown-key-${index}: 1`).join("\n");
    const problems = problemsOf(`name: x\n${twoSensors}\n${unknown}\n`);
    expect([problems.length, problems.at(-1)]).toEqual([21, "and 5 more"]);
  });
});
