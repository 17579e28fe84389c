/** The pack of the Open MQTT Benchmark Suite: its files are what the table says. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { packFolder, scenariosOfPack } from "./document/package-scenarios.ts";
import { fleetSize, receiversOf, topicsOf } from "./fleet.ts";
import { planRun } from "./planning/plan.ts";
import { readScenario } from "./read.ts";
import type { Scenario } from "./scenario.ts";

const halfAnHour = 1800;

/** Rows of the page's tables that begin with a scenario of the pack, a text a cell. */
function tableRows(): readonly (readonly string[])[] {
  const rows = readFileSync("docs/mqttbs.md", "utf8").matchAll(/^\| (mqttbs\/.*) \|$/gmu);
  return [...rows].map(([, row = ""]) => row.split("|").map((cell) => cell.trim()));
}

function rowOf(name: string, protocol: string, ...cells: readonly (number | string)[]): readonly string[] {
  const shown = cells.map((cell) => (typeof cell === "number" ? cell.toLocaleString("en") : cell));
  const [beside] = typeof cells.at(-1) === "string" ? shown.splice(-1) : [];
  return [name, ...shown, protocol, ...(beside === undefined ? [] : [beside])];
}

/** What a file says, as a row of the table. Without background connections there is one group of publishers. */
function statedRow(name: string): readonly string[] {
  const [first] = planRun(readScenario(name).cases).cases;
  if (first === undefined) throw new Error("no case");
  const { scenario, messages, deliveries } = first;
  const { sensors, subscribers } = fleetSize(scenario);
  if (scenario.load.kind === "idle") return rowOf(name, scenario.protocol, sensors, scenario.connect.ratePerSecond);
  const [publishers, background] = scenario.sensors;
  if (publishers === undefined || messages === null || deliveries === null) throw new Error("no messages");
  const topics = new Set(topicsOf({ ...scenario, sensors: [publishers] })).size;
  const offered = Math.floor(messages.measure / halfAnHour);
  const beside = background === undefined ? "–" : `${background.count.toLocaleString("en")} connections`;
  const counts = [publishers.count, subscribers, topics, offered, deliveries / halfAnHour];
  return rowOf(name, scenario.protocol, ...counts, beside);
}

/** What all of them have. */
function common({ broker, keepaliveSeconds, session, phases, sensors, subscribers, load }: Scenario): unknown {
  return {
    isTcp: broker.kind === "managed" && broker.protocol === "mqtt",
    keepaliveSeconds,
    isClean: session.clean,
    measureNs: phases.measureNs,
    retained: sensors.some(({ retain }) => retain),
    payloads: load.kind === "idle" ? [16] : [...new Set(sensors.map(({ payload }) => payload.bytes))],
    shares: [...new Set(subscribers.map(({ share }) => share))],
  };
}

test("every file of the pack has the parameters of the page's table, and every row has a file", () => {
  const names = scenariosOfPack("mqttbs");
  const rows = tableRows();
  expect(rows.map(([name = ""]) => name).toSorted()).toEqual(names);
  const lines = (all: readonly (readonly string[])[]): readonly string[] =>
    all.map((row) => row.join(" | ")).toSorted();
  expect(lines(names.map(statedRow))).toEqual(lines(rows));
});

test("what is common to the suite is in every case, at each level of QoS both ways", () => {
  for (const name of scenariosOfPack("mqttbs")) {
    const { name: title, cases } = readScenario(name);
    expect(title).toBe(name.replace("/", "-"));
    const shares = name.includes("sharedsub") ? ["benchmark"] : name.includes("conn") ? [] : [null];
    const levels = cases.map(({ scenario }) => {
      expect([name, common(scenario)]).toEqual([
        name,
        {
          isTcp: true,
          keepaliveSeconds: 300,
          isClean: true,
          measureNs: halfAnHour * 1e9,
          retained: false,
          payloads: [16],
          shares,
        },
      ]);
      return [...new Set([...scenario.sensors, ...scenario.subscribers].map(({ qos }) => qos))];
    });
    expect([name, levels]).toEqual([name, name.includes("conn") ? [[0]] : [[0], [1], [2]]]);
  }
});

test("a subscriber of fan-out has all topics, of point-to-point one of its own, of a shared subscription test/#", () => {
  const filters = (name: string): readonly (readonly string[])[] => {
    const [first] = readScenario(`mqttbs/${name}`).cases;
    return first === undefined ? [] : receiversOf(first.scenario).map(({ filters: each }) => each);
  };
  expect(new Set(filters("fanout-5-1000-5-250K").map((each) => each.join(" ")))).toEqual(
    new Set(["test/1 test/2 test/3 test/4 test/5"]),
  );
  const own = filters("p2p-1K-1K-1K-1K").flat();
  expect([own.length, new Set(own).size, own[0]]).toEqual([1000, 1000, "test/0001"]);
  expect(new Set(filters("sharedsub-1K-5-1K-1K").flat())).toEqual(new Set(["test/#"]));
});

test("the pack's title stands in its README, where `mqbench scenarios` reads it", () => {
  expect(readFileSync(`${packFolder("mqttbs")}/README.md`, "utf8")).toMatch(/^# The Open MQTT Benchmark Suite /u);
});
