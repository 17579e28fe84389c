/** Several kinds of messages of each device, on one connection: by both clients, told apart in result, report and export. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mqbench, parseResult, temporaryFolder } from "./mqbench.ts";
import { needBroker } from "./needs.ts";
import type { Metric } from "../src/result/sections/metric-section.ts";

const devices = 12;

function scenarioFile(folder: string): string {
  writeFileSync(
    join(folder, "fleet.csv"),
    ["serial", ...Array.from({ length: devices }, (_, row) => `d${row}`)].join("\n"),
  );
  const file = join(folder, "plant.yaml");
  writeFileSync(
    file,
    `name: plant
sensors:
  count: ${devices}
  devices: fleet.csv
  clientId: "{csv.serial}"
  messages:
    - topic: "p/{csv.serial}/temperature"
      every: 100ms
      payload: { json: { serial: "{csv.serial}", seq: "{seq}", value: "{random.walk 20 30 0.1}" } }
    - { topic: "p/{csv.serial}/state", every: 500ms, qos: 1, payload: 40B }
    - { name: alarms, topic: "p/{csv.serial}/alarm", every: 250ms, arrival: burst, qos: 2, payload: { size: { from: 20B, to: 90B } } }
subscribers: { count: 2, topics: [p/+/temperature, p/+/state, p/+/alarm], qos: 2 }
connect: { rate: 1000/s }
phases: { warmup: 500ms, measure: 2s, drain: 5s }
thresholds: ["alarms: packetsPerMessage == 4", "temperature: lost == 0"]
`,
  );
  return file;
}

function valuesOf(metrics: Readonly<Record<string, Metric>>, names: readonly string[]): readonly (number | null)[] {
  return names.map((name) => {
    const found = metrics[name];
    return found?.kind === "value" ? found.value : null;
  });
}

test.each(["native", "mqttjs"])("each kind has its account with the client %s", async (client) => {
  const folder = temporaryFolder();
  const words = ["--set", `client=${client}`, "--out", join(folder, "out"), "--json"];
  const result = parseResult((await mqbench(["run", scenarioFile(folder), ...words])).stdout);
  const [trial] = result.trials;
  if (trial?.load.kind !== "steady") throw new Error("no steady trial");
  expect(trial.sensors).toMatchObject({ planned: devices, connected: devices });
  const names = [
    "intended",
    "sent",
    "acknowledged",
    "expectedDeliveries",
    "delivered",
    "lost",
    "duplicate",
    "reordered",
  ];
  expect(trial.load.groups.map(({ name, metrics }) => [name, ...valuesOf(metrics, names)])).toEqual([
    ["temperature", 240, 240, null, 480, 480, 0, 0, 0],
    ["state", 48, 48, 48, 96, 96, 0, 0, 0],
    ["alarms", 96, 96, 96, 192, 192, 0, 0, 0],
  ]);
  expect(trial.load.ledger).toMatchObject({ differences: [], agrees: true, reconciled: true });
  const latencies = trial.load.groups.map(({ metrics: { publishLatency: found } }) =>
    found?.kind === "histogram" ? found.count : null,
  );
  expect(latencies).toEqual([null, 48, 96]);
});

test("a kind is a column of the report and a label of its exports, on a broker of its own", async (context) => {
  await needBroker(context, "mosquitto");
  const folder = temporaryFolder();
  const exported = join(folder, "report.prom");
  const words = ["run", scenarioFile(folder), "--broker", "mosquitto", "--out", join(folder, "out")];
  const { stdout } = await mqbench([...words, "--report", exported]);
  expect(stdout).toMatch(/by group.* +all groups +temperature, QoS 0 +state, QoS 1/u);
  expect(stdout).toMatch(/ledger +packets and bytes as predicted/u);
  const lines = readFileSync(exported, "utf8").split("\n");
  const delivered = lines
    .filter((line) => /^mqbench_delivered\{.*group="/u.test(line))
    .map((line) => line.split(" ")[1]);
  expect(delivered).toEqual(["480", "96", "192"]);
});
