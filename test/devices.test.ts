/** Devices of a file, each with its id, user name, password and topics, on a mosquitto that lets each do its own only. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { describe, expect, test } from "vitest";
import { faultsOf, mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";
import { fileOf, startMosquitto } from "./mosquitto.ts";
import { needProgram } from "./needs.ts";

const count = 20;
const rows = Array.from({ length: count }, (_, row) => ({
  serial: `dev-${row}-${"x".repeat(row % 3)}`,
  plant: row % 2 === 0 ? "hall" : "yard",
  secret: `pass, "${row}"`,
}));

/** Knows the devices by their passwords, and lets each write below its own name only. */
async function startKnowing(context: TestContext): Promise<string> {
  const passwords = fileOf([...rows.map(({ serial, secret }) => `${serial}:${secret}`), "reader:reads", ""].join("\n"));
  execFileSync(needProgram(context, "mosquitto_passwd"), ["-U", passwords]);
  const acl = fileOf("pattern write plants/+/%u/#\nuser reader\ntopic read plants/#\n");
  const { port } = await startMosquitto(context, [`password_file ${passwords}`, `acl_file ${acl}`]);
  return `mqtt://127.0.0.1:${port}`;
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

interface Changes {
  readonly fleet?: readonly (typeof rows)[number][];
  readonly set?: readonly string[];
}

async function run(broker: string, { fleet = rows, set = [] }: Changes = {}) {
  const folder = temporaryFolder();
  const lines = fleet.map(({ serial, plant, secret }) => [serial, plant, secret].map(quoted).join(","));
  writeFileSync(join(folder, "fleet.csv"), ["serial,plant,secret", ...lines, ""].join("\n"));
  const file = join(folder, "scenario.yaml");
  writeFileSync(
    file,
    `name: devices
qos: 1
sensors:
  count: ${count}
  devices: fleet.csv
  clientId: "{csv.serial}"
  username: "{csv.serial}"
  password: "{csv.secret}"
  topic: "plants/{csv.plant}/{csv.serial}/temperature"
  every: 50ms
subscribers: { topic: plants/+/+/temperature, username: reader, password: "\${READER}" }
connect: { rate: 1000/s, timeout: 30s, atLeast: 50% }
phases: { warmup: 100ms, measure: 1s, drain: 2s }
`,
  );
  const words = ["run", file, "--broker", broker, "--out", join(folder, "out"), "--json"];
  const ended = await mqbench([...words, ...set.flatMap((each) => ["--set", each])], { READER: "reads" });
  return { ...ended, result: parseResult(ended.stdout) };
}

describe.each(["native", "mqttjs"])("with the client %s", (client) => {
  test.for(["3.1.1", "5"])("MQTT %s: each is let in and heard", async (protocol, context) => {
    const broker = await startKnowing(context);
    const { result } = await run(broker, { set: [`client=${client}`, `protocol="${protocol}"`] });
    expect(faultsOf(result)).toEqual([]);
    const [trial] = result.trials;
    expect(trial).toMatchObject({ sensors: { connected: count, failed: {} }, subscribers: { connected: 1 } });
    expect(trial?.refusals).toBeUndefined();
    expect(value(result, 0, "lost")).toBe(0);
    expect(value(result, 0, "delivered")).toBe(count * 20);
    expect(trial?.load).toMatchObject({ ledger: { differences: [], agrees: true } });
  });
});

test("two rows whose passwords are swapped are refused, and named", async (context) => {
  const broker = await startKnowing(context);
  const [first, second, ...others] = rows;
  if (first === undefined || second === undefined) throw new Error("too few rows");
  // The greeting is the first row's.
  const fleet = [...others, { ...first, secret: second.secret }, { ...second, secret: first.secret }];
  const { result } = await run(broker, { fleet });
  expect(result.trials[0]?.refusals).toMatchObject([
    { packet: "CONNECT", count: 2, clients: expect.arrayContaining([first.serial, second.serial]) },
  ]);
  expect(result.trials[0]?.sensors.connected).toBe(count - 2);
});

test("what is wrong with the file is told before the first connection", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "fleet.csv"), "serial\na\n");
  const file = join(folder, "scenario.yaml");
  const sensors = 'sensors: { count: 2, every: 1s, devices: fleet.csv, clientId: "{csv.serial}" }';
  writeFileSync(file, `name: few\nbroker: mqtt://127.0.0.1:1\n${sensors}\n`);
  const { code, stderr } = await mqbench(["run", file, "--out", folder]);
  expect(code).toBe(2);
  expect(stderr).toContain(`${file}:3:42: sensors.devices has 1 row for 2 clients`);
});
