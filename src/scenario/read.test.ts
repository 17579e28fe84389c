import { afterEach, describe, expect, it, vi } from "vitest";
import { inFolder, mistakeIn, problemsOf, readOne, readText, twoSensors } from "./testing/fake-scenario-file.ts";
import { readScenario } from "./read.ts";

const trialsFlag = { path: ["trials"], value: 4, option: "--trials 4" };

describe("readScenario", () => {
  it("says which file cannot be read, and what a scenario is", () => {
    expect(mistakeIn(() => inFolder((folder) => readScenario(`${folder}/missing.yaml`)))).toMatchInlineSnapshot(`
      {
        "code": "usage",
        "hint": "a scenario is a YAML file, or a name that \`mqbench scenarios\` lists",
        "problems": [
          "cannot read the scenario: ENOENT: no such file or directory, open 'missing.yaml'",
        ],
      }
    `);
  });

  it("names the scenario that was probably meant", () => {
    expect(mistakeIn(() => readScenario("smok.yaml")).hint).toMatch(/^did you mean smoke\?/u);
    expect(mistakeIn(() => readScenario("scenarios/qos-cots.yaml")).hint).toMatch(/^did you mean qos-cost\?/u);
  });

  it("takes MQTT 5 as a number, too, and says which versions there are", () => {
    expect(readOne(`name: x\nprotocol: 5\n${twoSensors}\n`).protocol).toBe("5");
    expect(readOne(`name: x\n${twoSensors}\n`, { set: ["protocol=5"] }).protocol).toBe("5");
    const swept = readText(`name: x\n${twoSensors}\nsweep: { protocol: [3.1.1, 5] }\n`).cases;
    expect(swept.map(({ id, scenario }) => [id, scenario.protocol])).toEqual([
      ["protocol=3.1.1", "3.1.1"],
      ["protocol=5", "5"],
    ]);
    expect(problemsOf(`name: x\nprotocol: 4\n${twoSensors}\n`)).toEqual([
      "s.yaml:2:11: protocol: expected 3.1.1 or 5, got 4",
    ]);
  });

  it("keeps the name, and the file's values as they are written", () => {
    const { name, source } = readText(`name: x\n${twoSensors}\n`, { set: ["sensors.count=500"] });
    expect([name, source]).toEqual(["x", { name: "x", sensors: { count: 500, every: "1s" } }]);
  });
});

describe("precedence", () => {
  const file = `name: x\ntrials: 2\n${twoSensors}\n`;

  it("gives the file's value over the default", () => {
    expect(readOne(file).trials).toBe(2);
  });

  it("gives --set over the file", () => {
    expect(readOne(file, { set: ["trials=3"] }).trials).toBe(3);
  });

  it("gives the last --set over those before", () => {
    expect(readOne(file, { set: ["trials=3", "trials=5"] }).trials).toBe(5);
  });

  it("gives a flag over --set", () => {
    expect(readOne(file, { set: ["trials=3"], flags: [trialsFlag] }).trials).toBe(4);
  });

  it("names the flag as the place of a wrong value", () => {
    const flags = [{ path: ["trials"], value: 2000, option: "--trials 2000" }];
    expect(problemsOf(file, { set: ["trials=3"], flags })).toMatchInlineSnapshot(`
      [
        "--trials 2000: trials must be at most 1,000, got 2000",
      ]
    `);
  });
});

describe("a sweep", () => {
  it("makes a case of every combination, the last axis fastest", () => {
    const { cases } = readText(
      `name: x\nsweep: { qos: [0, 2], sensors.count: [1, 10] }\nsensors: { every: 1s, count: 5 }\n`,
    );
    expect(cases.map(({ id, scenario }) => [id, scenario.sensors[0]?.qos, scenario.sensors[0]?.count])).toEqual([
      ["qos=0,sensors.count=1", 0, 1],
      ["qos=0,sensors.count=10", 0, 10],
      ["qos=2,sensors.count=1", 2, 1],
      ["qos=2,sensors.count=10", 2, 10],
    ]);
  });

  it("keeps the axes with their values", () => {
    const { cases } = readText(`name: x\nsweep: { qos: [0, 2] }\n${twoSensors}\n`);
    expect(cases.map(({ axes }) => axes)).toEqual([{ qos: 0 }, { qos: 2 }]);
  });

  it("of nothing is one case without a name", () => {
    expect(readText(`name: x\n${twoSensors}\n`).cases.map(({ id, axes }) => [id, axes])).toEqual([["", {}]]);
  });

  it("writes keys that the file does not have", () => {
    const { cases } = readText(`name: x\nsweep: { phases.measure: [1s, 2s] }\n${twoSensors}\n`);
    expect(cases.map(({ scenario }) => scenario.phases.measureNs)).toEqual([1e9, 2e9]);
  });

  it("finds a group of a list by its index", () => {
    const text = `name: x
sweep: { sensors.1.qos: [0, 2] }
sensors:
  - { name: a, count: 1, every: 1s }
  - { name: b, count: 1, every: 1s }
`;
    expect(readText(text).cases.map(({ scenario }) => scenario.sensors.map(({ qos }) => qos))).toEqual([
      [0, 0],
      [0, 2],
    ]);
  });

  it("of qos changes nothing where a group states its own, and is refused", () => {
    const text = "name: x\nsweep: { qos: [0, 1] }\nsensors: { count: 2, every: 1s, qos: 1 }\n";
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:15: sweep.qos changes nothing for a group that states its own qos: leave it out there",
      ]
    `);
  });

  it("may not be of what belongs to the run", () => {
    const text = `name: x\nsweep: { trials: [1, 2] }\n${twoSensors}\n`;
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:18: trials cannot be swept",
      ]
    `);
  });

  it("says which case has a wrong value", () => {
    expect(problemsOf(`name: x\nsweep: { qos: [0, 7] }\n${twoSensors}\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:8: case qos=7: qos must be 0, 1 or 2, got 7",
      ]
    `);
  });

  it("of an unknown key names the nearest", () => {
    expect(problemsOf(`name: x\nsweep: { sensors.cuont: [1] }\n${twoSensors}\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:2:8: case sensors.cuont=1: unknown key \`cuont\`; did you mean \`count\`?",
      ]
    `);
  });

  it("says a mistake that all its cases share once", () => {
    const text = "name: x\nsweep: { qos: [0, 1, 2] }\nsensors: { count: 2 }\n";
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "s.yaml:3:10: sensors does not say how often it sends: add \`every: 5s\`, \`rate: 2000/s\` or \`loop: closed\`",
      ]
    `);
  });
});

describe("merge keys", () => {
  const merged = `name: x
sensors:
  - &base { name: a, count: 2, every: 1s, window: 7 }
  - { <<: *base, name: b, every: 5s }
`;

  it("give a map the keys of another; its own go before", () => {
    const { sensors } = readOne(merged);
    expect(sensors.map(({ name, count, window }) => [name, count, window])).toEqual([
      ["a", 2, 7],
      ["b", 2, 7],
    ]);
    expect(sensors[1]?.schedule).toEqual({ kind: "even", periodNs: 5e9 });
  });

  it("leave what they merge alone when an option writes over one of both", () => {
    const { sensors } = readOne(merged, { set: ["sensors.b.count=9"] });
    expect(sensors.map(({ count }) => count)).toEqual([2, 9]);
  });

  it("that merge no map, or themselves, are mistakes with their place", () => {
    expect(problemsOf(`name: x\nsensors: { <<: 5, count: 2, every: 1s }\n`)).toEqual([
      "s.yaml:2:12: << merges maps: write `<<: *name`, where `&name` stands before a map",
    ]);
    expect(problemsOf(`name: x\nsensors: &a { <<: *a, count: 2, every: 1s }\n`)).toEqual([
      "s.yaml:2:19: *a refers to what it is a part of: it has no end",
    ]);
  });
});

describe("environment variables", () => {
  const file = `name: x\nbroker: "mqtt://ann:\${MQBENCH_TEST_SECRET}@127.0.0.1:1883"\n${twoSensors}\n`;
  afterEach(() => void vi.unstubAllEnvs());

  it("stand in the resolved scenario, and by their names in what is kept of the file", () => {
    vi.stubEnv("MQBENCH_TEST_SECRET", "m4rked-s3cret");
    const { cases, source } = readText(file);
    expect(cases[0]?.scenario.broker).toMatchObject({ urls: ["mqtt://ann:m4rked-s3cret@127.0.0.1:1883"] });
    expect(JSON.stringify(source)).toContain("${MQBENCH_TEST_SECRET}");
    expect(JSON.stringify(source)).not.toContain("m4rked-s3cret");
  });

  it("that are not set are mistakes with their place", () => {
    vi.stubEnv("MQBENCH_TEST_SECRET", undefined);
    expect(problemsOf(file)).toEqual(["s.yaml:2:9: the environment variable MQBENCH_TEST_SECRET is not set"]);
  });

  it("are not told in a mistake", () => {
    vi.stubEnv("MQBENCH_TEST_SECRET", "m4rked-s3cret");
    expect(problemsOf(`name: x\nbroker: "\${MQBENCH_TEST_SECRET}"\n${twoSensors}\n`).join("\n")).toContain(
      'got "${MQBENCH_TEST_SECRET}"',
    );
  });
});
