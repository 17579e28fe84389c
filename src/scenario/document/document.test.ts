import { describe, expect, it } from "vitest";
import { scenarioJsonSchema } from "../schema.ts";
import { mistakeIn, problemsOf, readOne, readText, twoSensors } from "../testing/fake-scenario-file.ts";

const sound = `name: x\n${twoSensors}\n`;
const twoGroups = `name: x
sensors:
  - { name: slow, count: 1, every: 5s }
  - { name: fast, count: 1, every: 1s }
`;

describe("a scenario file that is no YAML mapping", () => {
  it("may not be empty", () => {
    expect(mistakeIn(() => readText(""))).toMatchInlineSnapshot(`
      {
        "code": "usage",
        "hint": "see scenarios/smoke.yaml for the form",
        "problems": [
          "s.yaml:1:1: expected keys and values such as \`name: smoke\`, got an empty file",
        ],
      }
    `);
  });

  it("may not be a list", () => {
    expect(problemsOf("- name: x\n")).toMatchInlineSnapshot(`
      [
        "s.yaml:1:1: expected keys and values such as \`name: smoke\`, got something else",
      ]
    `);
  });

  it.each(["result", "baseline"])("may not be a %s that mqbench wrote", (kind) => {
    expect(problemsOf(`{ "schema": "mqbench/${kind}", "version": 1, "cases": {} }\n`)).toEqual([
      `s.yaml:1:1: expected a scenario, got what mqbench wrote: mqbench/${kind}`,
    ]);
  });

  it("is said to be no YAML where it does not parse", () => {
    expect(mistakeIn(() => readText(`name: [x\n${twoSensors}\n`))).toMatchInlineSnapshot(`
      {
        "code": "usage",
        "hint": "not valid YAML: see scenarios/smoke.yaml for the form",
        "problems": [
          "s.yaml:2:1: Flow sequence in block collection must be sufficiently indented and end with a ]",
        ],
      }
    `);
  });

  it("has every syntax error named", () => {
    expect(problemsOf('name: "x\\q"\nqos: "1\\z"\n')).toMatchInlineSnapshot(`
      [
        "s.yaml:1:9: Invalid escape sequence \\q",
        "s.yaml:2:8: Invalid escape sequence \\z",
      ]
    `);
  });

  it("may not hold several documents", () => {
    expect(problemsOf(`${sound}---\n${sound}`)).toMatchInlineSnapshot(`
      [
        "s.yaml:3:1: expected one document, got another after ---",
      ]
    `);
  });

  it("must be UTF-8", () => {
    const latin1 = Buffer.from("name: x\ndescription: capteurs de température\n", "latin1");
    expect(mistakeIn(() => readText(latin1))).toMatchInlineSnapshot(`
      {
        "code": "usage",
        "hint": "a scenario is a YAML file: see scenarios/smoke.yaml",
        "problems": [
          "s.yaml: not UTF-8 text",
        ],
      }
    `);
  });

  it("may begin with a byte order mark", () => {
    expect(readOne(`\uFEFF${sound}`).name).toBe("x");
  });

  it("may not be larger than a megabyte", () => {
    expect(problemsOf(`#${"x".repeat(1_000_000)}`)).toMatchInlineSnapshot(`
      [
        "s.yaml: more than 1,000,000 bytes: not a scenario",
      ]
    `);
  });
});

describe("YAML with a trap in it", () => {
  it("may not state a key twice", () => {
    expect(problemsOf(`name: x\ntrials: 1\n${twoSensors}\ntrials: 2\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:4:1: Map keys must be unique",
      ]
    `);
  });

  it("may not unfold a few aliases to a million values", () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
`;
    expect(problemsOf(bomb)).toMatchInlineSnapshot(`
      [
        "s.yaml: its aliases unfold to too much: write out what they stand for",
      ]
    `);
  });

  it.each([
    ["a map", "sensors: &a { count: 1, x: *a }", "s.yaml:2:28: *a refers to what it is a part of: it has no end"],
    ["the whole file", "sensors: *r", "s.yaml:3:10: *r refers to what it is a part of: it has no end"],
    ["a list", "thresholds: &t [*t]", "s.yaml:2:17: *t refers to what it is a part of: it has no end"],
  ])("may not have an alias within what it names: %s", (_, line, problem) => {
    expect(problemsOf(`${line.includes("*r") ? "&r\n" : ""}name: x\n${line}\n`)).toEqual([problem]);
  });

  it.each([
    ["lists", `x: ${"[".repeat(20_000)}${"]".repeat(20_000)}`],
    ["maps", `x: ${"{a: ".repeat(20_000)}1${"}".repeat(20_000)}`],
  ])("may not be nested without end: %s", (_, line) => {
    expect(problemsOf(`name: x\n${line}\n`).join("\n")).toMatch(
      /^s\.yaml:2:\d+: nested too deeply: a scenario needs a few levels$/u,
    );
  });

  it("may not use a key that every object has", () => {
    expect(problemsOf(`${sound}sweep: { __proto__: [1, 2] }\n`)).toEqual(["s.yaml:3:10: unknown key `__proto__`"]);
  });

  it("may not use keys that are no text", () => {
    expect(problemsOf(`${sound}? { a: 1 }\n: 2\n`)).toEqual([
      "s.yaml:3:3: expected a key, got a list or keys and values",
    ]);
  });

  it("says where an unknown key stands that is a number", () => {
    expect(problemsOf(`${sound}1: 2\n`).join("\n")).toMatch(/^s\.yaml:3:1: unknown key `1`/u);
  });

  it("may not use a tag that nobody knows", () => {
    expect(problemsOf(`${sound}description: !foo bar\n`)).toEqual(["s.yaml:3:14: Unresolved tag: !foo"]);
  });

  it.each([
    ["1e400", "Infinity"],
    [".nan", "NaN"],
    ["-.inf", "-Infinity"],
  ])("has no number %s", (written, shown) => {
    expect(problemsOf(`${sound}seed: ${written}\n`)).toEqual([`s.yaml:3:7: seed: expected a number, got ${shown}`]);
  });

  it("may have thousands of unknown keys: the first are told", () => {
    const keys = Array.from({ length: 3000 }, (_, index) => `key${index}: 1`).join("\n");
    const problems = problemsOf(`${sound}${keys}\n`);
    expect([problems.length, problems.at(-1)]).toEqual([21, "and 2980 more"]);
    // Made anew for each it took most of a minute.
    expect(scenarioJsonSchema()).toBe(scenarioJsonSchema());
  });

  it("may not use an alias that is not defined", () => {
    expect(problemsOf(`name: *x\n${twoSensors}\n`)).toMatchInlineSnapshot(`
      [
        "s.yaml:1:7: *x refers to nothing: there is no &x before it",
      ]
    `);
  });

  it("may use an alias", () => {
    const text = `name: x
sensors:
  - { name: a, count: 2, every: &period 5s }
  - { name: b, count: 2, every: *period }
`;
    expect(readOne(text).sensors.map(({ schedule }) => schedule)).toEqual([
      { kind: "even", periodNs: 5e9 },
      { kind: "even", periodNs: 5e9 },
    ]);
  });
});

describe("--set", () => {
  it("writes a value over the file's", () => {
    expect(readOne(sound, { set: ["sensors.count=500"] }).sensors[0]?.count).toBe(500);
  });

  it("writes a value that the file does not have, with the keys on the way", () => {
    expect(readOne(sound, { set: ["phases.measure=3s"] }).phases.measureNs).toBe(3e9);
  });

  it("keeps the other keys of what it writes into", () => {
    const { schedule } = readOne(sound, { set: ["sensors.count=500"] }).sensors[0] ?? {};
    expect(schedule).toEqual({ kind: "even", periodNs: 1e9 });
  });

  it("reads the value as YAML", () => {
    const { cases } = readText(sound, { set: ["sweep={ qos: [0, 1] }"] });
    expect(cases.map(({ id }) => id)).toEqual(["qos=0", "qos=1"]);
  });

  it("takes everything after the first = for the value", () => {
    const { description } = readOne(sound, { set: ["description=a=b"] });
    expect(description).toBe("a=b");
  });

  it("finds a group by its index", () => {
    const { sensors } = readOne(twoGroups, { set: ["sensors.1.count=500"] });
    expect(sensors.map(({ count }) => count)).toEqual([1, 500]);
  });

  it("finds a group by its name", () => {
    const { sensors } = readOne(twoGroups, { set: ["sensors.fast.count=500"] });
    expect(sensors.map(({ count }) => count)).toEqual([1, 500]);
  });

  it("refuses the name of a group that does not exist", () => {
    expect(problemsOf(twoGroups, { set: ["sensors.fats.count=500"] })).toEqual([
      expect.stringMatching(/^--set sensors\.fats\.count=500: .*fats/u),
    ]);
  });

  it("is named as the place of a wrong value", () => {
    expect(problemsOf(sound, { set: ["trials=many"] })).toMatchInlineSnapshot(`
      [
        "--set trials=many: trials: expected a number, got "many"",
      ]
    `);
  });

  it("is named as the place of an unknown key", () => {
    expect(problemsOf(sound, { set: ["sensors.cuont=500"] })).toMatchInlineSnapshot(`
      [
        "--set sensors.cuont=500: unknown key \`cuont\`; did you mean \`count\`?",
      ]
    `);
  });

  it("is named as the place of a wrong value in what it wrote", () => {
    expect(problemsOf(sound, { set: ["phases={ measure: 5 }"] })).toMatchInlineSnapshot(`
      [
        "--set phases={ measure: 5 }: phases.measure: expected a duration such as 250us, 20ms, 5s, 2min or 1h, got 5",
      ]
    `);
  });

  it.each([
    ["trials"], // no =
    ["=5"], // no key
    ["sensors..count=5"], // an empty step
  ])("refuses %j", (assignment) => {
    expect(problemsOf(sound, { set: [assignment] })).toEqual([
      `--set ${assignment}: expected key=value, such as --set sensors.count=500`,
    ]);
  });

  it("refuses a value that is no YAML", () => {
    expect(problemsOf(sound, { set: ["trials=[1"] })[0]).toMatch(/^--set trials=\[1: not valid YAML: Flow sequence/u);
  });

  it.each([
    "sensors.password=[marker",
    'sensors.password="marker',
    "sensors.password=[marker]",
    "sensors.password={ a: marker }",
    "sensors.password=x{marker}",
    "sensors.password=*marker",
    "sensors.password=!marker x",
    "sensors.password:marker",
    'sensors={ count: 1, password: "marker',
    "sensors={ count: 1, topic: t, password: [marker] }",
  ])("quotes no password of which something is wrong: %s", (assignment) => {
    const problems = problemsOf(sound, { set: [assignment] });
    expect(problems).not.toEqual([]);
    expect(problems.join("\n")).not.toContain("marker");
  });
});
