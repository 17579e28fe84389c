/** Brokers that mqbench starts so that they let in the scenario's own clients only, and each to its own topics. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faultsOf, mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";
import { needBroker } from "./needs.ts";

const count = 20;
const perDevice = 20;
const serials = Array.from({ length: count }, (_, row) => `th-${row}`);

/** `lines`: of the scenario, after what all have. */
async function run(names: readonly string[], lines: readonly string[], ...set: readonly string[]) {
  const folder = temporaryFolder();
  const rows = serials.map((serial, row) => `${serial},${names[row]}`);
  writeFileSync(join(folder, "fleet.csv"), ["serial,own", ...rows, ""].join("\n"));
  const file = join(folder, "scenario.yaml");
  const common = [
    "name: access",
    "qos: 1",
    'protocol: "5"',
    "connect: { rate: 1000/s, timeout: 30s, atLeast: 50% }",
    "phases: { warmup: 100ms, measure: 1s, drain: 2s }",
  ];
  writeFileSync(file, [...common, ...lines, ""].join("\n"));
  const words = ["run", file, "--out", join(folder, "out"), "--json", ...set.flatMap((each) => ["--set", each])];
  const { stdout, stderr } = await mqbench(words, { READER: "reads" });
  if (stdout === "") throw new Error(stderr);
  return parseResult(stdout);
}

const sensors = (login: string): string =>
  `sensors: { count: ${count}, devices: fleet.csv, clientId: "{csv.serial}", ${login}, topic: "plants/{csv.serial}/temperature", every: 50ms }`;
const acl = 'acl: ["pattern write plants/%u/#", "user reader", "topic read plants/#"]';

const byCertificate = [
  `broker: { name: mosquitto, access: { by: certificate, ${acl} } }`,
  "transport: tls",
  sensors('tls: { mint: { name: "{csv.own}" } }'),
  "subscribers: { topic: plants/#, tls: { mint: { name: reader } } }",
];

test("two whose minted certificates are swapped are refused, and named", async (context) => {
  await needBroker(context, "mosquitto");
  const [first = "", second = "", ...others] = serials;
  const result = await run([second, first, ...others], byCertificate);
  const [trial] = result.trials;
  expect(trial).toMatchObject({ sensors: { connected: count, failed: {} }, subscribers: { connected: 1 } });
  const [refusal, ...more] = trial?.refusals ?? [];
  expect(more).toEqual([]);
  expect(refusal).toMatchObject({ packet: "PUBLISH", code: 0x87, name: "not authorized" });
  expect(refusal?.clients.toSorted()).toEqual([first, second]);
  expect(value(result, 0, "refused")).toBe(2 * perDevice);
  expect(value(result, 0, "delivered")).toBe((count - 2) * perDevice);
  expect(Object.keys(trial?.broker.configuration ?? {})).toEqual(["config", "mosquitto.conf", "access.acl"]);
});

test("MQTT.js comes by minted certificates, each for its own topics", async (context) => {
  await needBroker(context, "mosquitto");
  const result = await run(serials, byCertificate, "client=mqttjs", "transport=wss");
  expect(faultsOf(result)).toEqual([]);
  expect(result.trials[0]?.refusals).toBeUndefined();
  expect([value(result, 0, "delivered"), value(result, 0, "lost")]).toEqual([count * perDevice, 0]);
});

test("a broker that asks for passwords knows the scenario's, and each may do its own", async (context) => {
  await needBroker(context, "mosquitto");
  const result = await run(serials, [
    `broker: { name: mosquitto, access: { by: password, ${acl} } }`,
    sensors('username: "{csv.serial}", password: "secret of {csv.own}"'),
    'subscribers: { topic: plants/#, username: reader, password: "${READER}" }',
  ]);
  expect(faultsOf(result)).toEqual([]);
  expect(result.trials[0]).toMatchObject({
    sensors: { connected: count, failed: {} },
    subscribers: { connected: 1 },
  });
  expect(result.trials[0]?.refusals).toBeUndefined();
  expect([value(result, 0, "delivered"), value(result, 0, "lost")]).toEqual([count * perDevice, 0]);
  expect(result.trials[0]?.load).toMatchObject({ ledger: { differences: [], agrees: true } });
});
