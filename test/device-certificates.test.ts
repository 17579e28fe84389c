/** Devices with a certificate each, on a mosquitto that knows them by these and lets each write its own topics only. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "vitest";
import { describe, expect, test } from "vitest";
import { faultsOf, mqbench, parseResult, temporaryFolder, value } from "./mqbench.ts";
import { fileOf, startMosquitto } from "./mosquitto.ts";
import { needProgram } from "./needs.ts";

const count = 12;
const serials = Array.from({ length: count }, (_, row) => `th-${row}`);

/** A folder with an authority, and a certificate by it for the broker, the reader and each device: NAME.pem and NAME.key. */
function mint(context: TestContext): string {
  const openssl = needProgram(context, "openssl");
  const folder = temporaryFolder();
  const key = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const make = (name: string, ...more: readonly string[]): void => {
    const files = ["-out", `${name}.pem`, "-keyout", `${name}.key`];
    execFileSync(openssl, [...key, "-subj", `/CN=${name}`, ...files, ...more], { cwd: folder, stdio: "ignore" });
  };
  make("ca");
  const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-addext", "basicConstraints=critical,CA:FALSE"];
  make("server", ...signed, "-addext", "subjectAltName=IP:127.0.0.1");
  for (const name of ["reader", ...serials]) make(name, ...signed);
  return folder;
}

async function startKnowing(context: TestContext, folder: string): Promise<string> {
  const acl = fileOf("pattern write plants/%u/#\nuser reader\ntopic read plants/#\n");
  const { port } = await startMosquitto(context, [
    `cafile ${join(folder, "ca.pem")}`,
    `certfile ${join(folder, "server.pem")}`,
    `keyfile ${join(folder, "server.key")}`,
    "require_certificate true",
    "use_identity_as_username true",
    `acl_file ${acl}`,
  ]);
  return `mqtts://127.0.0.1:${port}`;
}

async function run(folder: string, broker: string, certificates: readonly string[], ...set: readonly string[]) {
  writeFileSync(
    join(folder, "fleet.csv"),
    ["serial,pem", ...serials.map((serial, row) => `${serial},${certificates[row]}`), ""].join("\n"),
  );
  const file = join(folder, "scenario.yaml");
  writeFileSync(
    file,
    `name: certificates
protocol: 5
qos: 1
broker: { url: "${broker}", ca: ca.pem, cert: reader.pem, key: reader.key }
sensors:
  count: ${count}
  devices: fleet.csv
  clientId: "{csv.serial}"
  tls: { cert: "{csv.pem}.pem", key: "{csv.pem}.key" }
  topic: "plants/{csv.serial}/temperature"
  every: 50ms
subscribers: { topic: plants/+/temperature }
connect: { rate: 1000/s, timeout: 30s, atLeast: 50% }
phases: { warmup: 100ms, measure: 1s, drain: 2s }
`,
  );
  const words = ["run", file, "--out", join(folder, "out"), "--json"];
  const ended = await mqbench([...words, ...set.flatMap((each) => ["--set", each])]);
  return { ...ended, result: ended.stdout === "" ? null : parseResult(ended.stdout) };
}

describe.each([
  [
    "native",
    "minted by the authority that the broker trusts",
    'sensors.tls={ mint: { name: "{csv.pem}", ca: ca.pem, key: ca.key } }',
  ],
  ["mqttjs", "read from files", "seed=1"],
])("with the client %s, certificates %s", (client, _, how) => {
  test("each is known by its own, and heard", async (context) => {
    const folder = mint(context);
    const { result } = await run(folder, await startKnowing(context, folder), serials, `client=${client}`, how);
    if (result === null) throw new Error("no result");
    expect(faultsOf(result)).toEqual([]);
    expect(result.trials[0]).toMatchObject({
      sensors: { connected: count, failed: {} },
      subscribers: { connected: 1 },
    });
    expect(result.trials[0]?.refusals).toBeUndefined();
    expect([value(result, 0, "delivered"), value(result, 0, "lost")]).toEqual([count * 20, 0]);
  });
});

test("two whose certificates are swapped are refused, and named", async (context) => {
  const folder = mint(context);
  const [first = "", second = "", ...others] = serials;
  const { result } = await run(folder, await startKnowing(context, folder), [second, first, ...others]);
  if (result === null) throw new Error("no result");
  const [refusal, ...more] = result.trials[0]?.refusals ?? [];
  expect(more).toEqual([]);
  expect(refusal).toMatchObject({ packet: "PUBLISH", code: 0x87, name: "not authorized" });
  expect(refusal?.clients.toSorted()).toEqual([first, second]);
  expect(value(result, 0, "refused")).toBe(2 * 20);
});

test("a certificate that is not there, or not of its key, is told before the first connection", async (context) => {
  const folder = mint(context);
  const absent = await run(folder, "mqtts://127.0.0.1:1", serials.with(3, "nobody"));
  expect([absent.code, absent.result]).toEqual([2, null]);
  expect(absent.stderr).toContain(`${folder}/scenario.yaml:9:16: sensors.tls.cert has of client 4 no file: ENOENT`);
  const words = ["sensors.tls={ cert: reader.pem, key: server.key }", "sensors.devices=null"];
  const wrong = await run(folder, "mqtts://127.0.0.1:1", serials, ...words);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/sensors\.tls\.key is of client 1 no key of its certificate: .*key values mismatch/u);
});

test("certificates need a broker that is encrypted", async (context) => {
  const folder = mint(context);
  const { stderr } = await run(folder, "mqtt://127.0.0.1:1", serials);
  expect(stderr).toContain(
    "scenario.yaml:9:8: sensors.tls needs a broker that is encrypted: mqtts://, wss://, transport: tls or transport: wss",
  );
});
