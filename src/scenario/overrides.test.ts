import { describe, expect, it } from "vitest";
import { mistakeIn, problemsOf, readOne, readText, twoSensors } from "./testing/fake-scenario-file.ts";

const groups = `name: x
sensors:
  - { name: slow, count: 2, every: 5s }
  - { name: fast, count: 3, every: 1s }
`;

describe("a sweep", () => {
  it("over a group's key names the group as --set does", () => {
    const { cases } = readText(`${groups}sweep: { sensors.fast.qos: [0, 1] }\n`);
    expect(cases.map(({ scenario }) => scenario.sensors.map(({ qos }) => qos))).toEqual([
      [0, 0],
      [0, 1],
    ]);
  });

  it("over a key that nothing holds is a mistake, not a case compared with itself", () => {
    expect(mistakeIn(() => readText(`${groups}sweep: { sensors.qos: [0, 1] }\n`)).problems).toMatchInlineSnapshot(`
      [
        "s.yaml:5:23: sweep.sensors.qos: no entry qos: there are 2 (slow, fast)",
      ]
    `);
  });

  it("over a name that is no group is a mistake that lists the groups", () => {
    expect(mistakeIn(() => readText(`${groups}sweep: { sensors.fsat.qos: [0, 1] }\n`)).problems).toMatchInlineSnapshot(`
      [
        "s.yaml:5:28: sweep.sensors.fsat.qos: no entry fsat: there are 2 (slow, fast)",
      ]
    `);
  });

  it("with a value twice is a mistake", () => {
    expect(problemsOf(`name: x\n${twoSensors}\nsweep: { qos: [0, 0] }\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:3:15: sweep.qos has 0 twice: it would be compared with itself",
      ]
    `);
  });

  it("cannot reach the prototype of every object", () => {
    expect(problemsOf(`name: x\n${twoSensors}\nsweep: { __proto__.polluted: [1] }\n`)).toHaveLength(1);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  it("says every case that is wrong, not the first", () => {
    expect(problemsOf(`name: x\n${twoSensors}\nsweep: { qos: [1, 7, 8] }\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:3:8: case qos=7: qos must be 0, 1 or 2, got 7",
        "s.yaml:3:8: case qos=8: qos must be 0, 1 or 2, got 8",
      ]
    `);
  });

  it("over brokers keeps their passwords out of the case's id", () => {
    const { cases } = readText(`name: x\n${twoSensors}\nsweep: { broker: ["mqtt://u:secret@127.0.0.1"] }\n`);
    expect(cases.map(({ id }) => id)).toEqual(["broker=mqtt://127.0.0.1"]);
  });

  it("has at most a thousand cases", () => {
    const values = Array.from({ length: 40 }, (_, index) => index + 1).join(", ");
    const sweep = `sweep: { seed: [${values}], sensors.count: [${values}] }`;
    expect(problemsOf(`name: x\n${twoSensors}\n${sweep}\n`).at(-1)).toContain("sweep has 1,600 cases, more than 1,000");
  });
});

describe("an option", () => {
  it("fills in a key that has nothing behind it", () => {
    const flags = [{ path: ["phases", "warmup"], value: "2s", option: "--quick" }];
    expect(readOne(`name: x\n${twoSensors}\nphases:\n`, { flags }).phases.warmupNs).toBe(2e9);
  });

  it("of null takes a key away", () => {
    const { cases } = readText(`name: x\n${twoSensors}\nsweep: { qos: [0, 1] }\n`, { set: ["sweep=null", "qos=2"] });
    expect(cases.map(({ id, scenario }) => [id, scenario.sensors[0]?.qos])).toEqual([["", 2]]);
  });

  it("into a value that holds no keys is the user's mistake", () => {
    const flags = [{ path: ["phases", "warmup"], value: "2s", option: "--quick" }];
    expect(problemsOf(`name: x\n${twoSensors}\nphases: 5s\n`, { flags })).toEqual([
      "--quick: phases holds no keys in s.yaml",
    ]);
  });

  it("of a key that stands elsewhere is told where", () => {
    const [problem] = problemsOf(`name: x\n${twoSensors}\n`, { set: ["reconnect=1s"] });
    expect(problem).toBe("--set reconnect=1s: unknown key `reconnect`; did you mean `session.reconnect`?");
  });

  it("below a key that is not known is named as the place", () => {
    const [problem] = problemsOf(`name: x\n${twoSensors}\n`, { set: ["foo.bar=1"] });
    expect(problem).toMatch(/^--set foo\.bar=1: unknown key `foo`/u);
  });

  it("that writes over an earlier one is named instead of it", () => {
    const set = ["phases.measure=7", "phases={measure: 9}"];
    const [problem] = problemsOf(`name: x\n${twoSensors}\n`, { set });
    expect(problem).toMatch(/^--set phases=\{measure: 9\}: phases\.measure: /u);
  });

  it("to a group that does not exist lists the groups", () => {
    expect(problemsOf(groups, { set: ["sensors.nobody.count=5"] })).toEqual([
      "--set sensors.nobody.count=5: no entry nobody: there are 2 (slow, fast)",
    ]);
    expect(problemsOf(groups, { set: ["sensors.5.count=5"] })).toEqual([
      "--set sensors.5.count=5: no entry 5: there are 2 (slow, fast)",
    ]);
  });

  it("with a password in it is quoted without", () => {
    const problems = problemsOf(`name: x\n${twoSensors}\n`, { set: ["broker=http://u:secret@h"] });
    expect(problems.join()).toContain("--set broker=http://h");
    expect(problems.join()).not.toContain("secret");
  });
});

it("thresholds are checked even when something else is wrong", () => {
  const text = `name: x\nsensors: { count: 0, every: 1s }\nthresholds: ["losst == 0"]\n`;
  expect(problemsOf(text)).toMatchInlineSnapshot(`
    [
      "s.yaml:2:19: sensors.count must be at least 1, got 0",
      "s.yaml:3:14: unknown metric losst; did you mean \`lost\`?",
    ]
  `);
});

it("a threshold that names half a case is a mistake", () => {
  const text = `name: x\n${twoSensors}\nsweep: { qos: [1, 2] }\nthresholds: ["qos=1,qos=2: lost == 0"]\n`;
  expect(problemsOf(text)).toMatchInlineSnapshot(`
    [
      "s.yaml:4:14: the axis qos is named twice",
    ]
  `);
});

it("a threshold may name a value with colons in it", () => {
  const text = `name: x\n${twoSensors}\nsweep: { broker: ["mqtt://127.0.0.1:1883"] }\nthresholds: ["broker=mqtt://127.0.0.1:1883: unsent == 0"]\n`;
  expect(readOne(text).thresholds).toHaveLength(1);
});

it("a payload file that is a folder is a mistake", () => {
  const [problem] = problemsOf(`name: x\nsensors: { count: 2, every: 1s, payload: { file: . } }\n`);
  expect(problem).toContain("is not a file");
});

describe("an option that writes the key of an axis", () => {
  const swept = `name: x\n${twoSensors}\nsweep: { qos: [0, 1, 2], protocol: ["3.1.1", "5"] }\nthresholds: ["qos=2: lost == 0", "qos=1: lost == 0"]\n`;

  it("narrows that axis to its one value, and leaves the others", () => {
    const { cases } = readText(swept, { set: ["qos=1"], flags: [] });
    expect(cases.map(({ id }) => id)).toEqual(["qos=1,protocol=3.1.1", "qos=1,protocol=5"]);
  });

  it("drops the thresholds of the cases it leaves out without a complaint", () => {
    const { cases } = readText(swept, { set: ["qos=1"], flags: [] });
    expect(cases.map(({ scenario }) => scenario.thresholds.map(({ text }) => text))).toEqual([
      ["qos=1: lost == 0"],
      ["qos=1: lost == 0"],
    ]);
  });

  it("may be a flag", () => {
    const text = `name: x\n${twoSensors}\nsweep: { broker: [embedded, mosquitto] }\n`;
    const flags = [{ path: ["broker"], value: "nats", option: "--broker" }];
    expect(readText(text, { set: [], flags }).cases.map(({ id }) => id)).toEqual(["broker=nats"]);
  });

  it("drops the axis where the value is not one that an axis can show", () => {
    const text = `name: x\n${twoSensors}\nsweep: { broker: [embedded, mosquitto] }\n`;
    const { cases } = readText(text, { set: ["broker={ name: nats, instances: 2 }"], flags: [] });
    expect(cases.map(({ id, scenario }) => [id, scenario.broker])).toMatchObject([
      ["", { name: "nats", instances: 2 }],
    ]);
  });
});
