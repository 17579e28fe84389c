import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { readScenario } from "../read.ts";
import { inFolder, problemsOf, readOne } from "../testing/fake-scenario-file.ts";
import { loginOf, receiversOf, statedClientId, topicsOf } from "../fleet.ts";

const fleet = 'serial,plant,secret\ndev-é1,hall,"a,b"\n"dev ""2""",yard,s2\n\ndev3,hall,s3\n';

function sensors(keys: string, more = ""): string {
  return `name: x\nsensors:\n  count: 3\n  every: 1s\n${keys
    .split("\n")
    .map((key) => `  ${key}\n`)
    .join("")}${more}`;
}

const real = [
  "devices: fleet.csv",
  'clientId: "{csv.serial}"',
  'username: "{csv.serial}"',
  'password: "{csv.secret}"',
  'topic: "plants/{csv.plant}/{csv.serial}/{id}"',
].join("\n");

describe("clients of a file of devices", () => {
  it("have each what their row says, and a blank line is no row", () => {
    const scenario = readOne(
      sensors(
        real,
        'subscribers: { count: 2, devices: { file: fleet.csv, skip: 1 }, topic: "plants/{csv.plant}/#" }\n',
      ),
      { files: { "fleet.csv": fleet } },
    );
    const [group] = scenario.sensors;
    if (group === undefined) throw new Error("no sensors");
    expect(topicsOf(scenario)).toEqual(["plants/hall/dev-é1/1", 'plants/yard/dev "2"/2', "plants/hall/dev3/3"]);
    expect([0, 1, 2].map((number) => statedClientId(group, number))).toEqual(["dev-é1", 'dev "2"', "dev3"]);
    expect([0, 1].map((number) => loginOf(group, number))).toEqual([
      { username: "dev-é1", password: "a,b" },
      { username: 'dev "2"', password: "s2" },
    ]);
    expect(receiversOf(scenario).flatMap(({ filters }) => filters)).toEqual(["plants/yard/#", "plants/hall/#"]);
  });

  it("keep none of what nothing names", () => {
    const text = sensors('devices: fleet.csv\ntopic: "t/{csv.plant}"');
    const { sensors: groups } = readOne(text, { files: { "fleet.csv": fleet } });
    expect([...(groups[0]?.devices?.columns.keys() ?? [])]).toEqual(["plant"]);
  });

  it("are a hundred thousand within a few bytes each", () => {
    const rows = Array.from({ length: 100_000 }, (_, row) => `device-${row},secret-${row}`).join("\n");
    const text = sensors('devices: fleet.csv\nclientId: "{csv.serial}"').replace("count: 3", "count: 100000");
    const { sensors: groups } = readOne(text, { files: { "fleet.csv": `serial,secret\n${rows}\n` } });
    const column = groups[0]?.devices?.columns.get("serial");
    expect((column?.bytes.buffer.byteLength ?? 0) + (column?.ends.buffer.byteLength ?? 0)).toBeLessThan(1_700_000);
  });
});

describe("what is wrong with them is told with its place", () => {
  it.each([
    ["fewer rows than sensors", fleet.split("\n").slice(0, 3).join("\n"), real],
    ["an id twice", fleet.replace("dev3", "dev-é1"), real],
    ["one id for all", fleet, 'clientId: "gateway"'],
    ["an empty cell", fleet.replace("dev3,hall,s3", "dev3,hall,"), real],
    ["a wildcard in a topic", fleet.replace("yard", "y+rd"), real],
    ["a control character", fleet.replace("dev3", "dev\u0007"), real],
    ["a column that is not there", fleet, real.replace("{csv.plant}", "{csv.plnat}")],
    ["a ragged row", fleet.replace("dev3,hall,s3", "dev3,hall"), real],
    ["an open quote", `${fleet}"dev4,hall,s4\n`, real],
    ["a column twice", fleet.replace("plant", "serial"), real],
    ["an empty file", "", real],
    ["another placeholder", fleet, real.replace('clientId: "{csv.serial}"', 'clientId: "{serial}"')],
    ["a file that nothing names", fleet, "devices: fleet.csv"],
    ["a column without a file", fleet, 'username: "{csv.serial}"\ntopic: "t/{csv.plant}"'],
    ["a password in the scenario", fleet, "username: me\npassword: geheim"],
    ["a password without a user name", fleet, 'devices: fleet.csv\npassword: "{csv.secret}"'],
  ])("%s", (_, file, keys) => {
    expect(problemsOf(sensors(keys), { files: { "fleet.csv": file } })).toMatchSnapshot();
  });

  it("a file that is absent, or is none", () => {
    expect(problemsOf(sensors(real))).toMatchInlineSnapshot(`
      [
        "s.yaml:5:12: ENOENT: no such file or directory, stat 'fleet.csv'",
      ]
    `);
    expect(problemsOf(sensors(real.replace("fleet.csv", ".")))[0]).toMatch(/^s\.yaml:5:12: .* is not a file$/u);
  });

  it("no cell of a file that is no CSV", () => {
    const problems = problemsOf(sensors(real), { files: { "fleet.csv": 'serial,plant,secret\nd1,hall,"s3cret"x\n' } });
    expect(problems.join("\n")).toContain("fleet.csv:2");
    expect(problems.join("\n")).not.toContain("s3cret");
  });

  it("an id that two groups have", () => {
    const group = '{ name: NAME, count: 2, every: 1s, clientId: "dev-{id}" }';
    const text = `name: x\nsensors: [${group.replace("NAME", "a")}, ${group.replace("NAME", "b")}]\n`;
    expect(problemsOf(text)).toEqual([
      's.yaml:2:109: sensors.1.clientId gives client 1 of b the id of client 1 of a: "dev-1"',
    ]);
  });
});

it("a password may come from the environment", () => {
  vi.stubEnv("FLEET_PASSWORD", "geheim");
  const { sensors: groups } = readOne(sensors("username: fleet\npassword: ${FLEET_PASSWORD}"));
  expect(groups[0] === undefined ? null : loginOf(groups[0], 0)).toEqual({ username: "fleet", password: "geheim" });
  vi.unstubAllEnvs();
});

it("names the file of devices as the scenario's own path is given", () => {
  inFolder((folder) => {
    const near = relative(process.cwd(), folder);
    writeFileSync(join(folder, "fleet.csv"), "serial\nd1\n");
    writeFileSync(join(folder, "s.yaml"), sensors('devices: fleet.csv\nclientId: "{csv.serial}"'));
    const read = () => readScenario(join(near, "s.yaml"), { set: [], flags: [] });
    expect(read).toThrow(`has 1 row for 3 clients: ${join(near, "fleet.csv")}`);
  });
});
