/** What a key file holds, or a broker's variables: nothing that mqbench prints, writes, or shows of its processes has it. */
import { execFileSync } from "node:child_process";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer } from "node:tls";
import { Aedes } from "aedes";
import { expect, onTestFinished, test } from "vitest";
import { linesWith, textsBelow } from "./secret-texts.ts";
import { mqbench, savedResult, startMqbench, temporaryFolder, tiny } from "./mqbench.ts";
import { needProgram } from "./needs.ts";
import { childOf } from "./processes.ts";

const marker = `mark${randomUUID().slice(0, 8)}`;
const tls = "test/fixtures/tls";
const pem = (name: string): Buffer => readFileSync(`${tls}/${name}`);
const clientKey = pem("client.key").toString();
/** A line of the key itself. */
const ofKey = clientKey.split("\n")[3] ?? "";
const certificates = ["--ca", `${tls}/ca.pem`, "--cert", `${tls}/client.pem`];

/** A broker that asks for the clients' certificate; its URL. */
async function startBroker(): Promise<string> {
  const aedes = await Aedes.createBroker();
  const of = { cert: pem("server.pem"), key: pem("server.key"), ca: pem("ca.pem") };
  const server = createServer({ ...of, requestCert: true, rejectUnauthorized: true }, aedes.handle);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    aedes.close();
  });
  const address = server.address();
  return `mqtts://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
}

test("a key that is used is in no output, no result and no list of processes", async () => {
  expect(ofKey.length).toBeGreaterThan(30);
  const out = temporaryFolder();
  const keys = temporaryFolder();
  const key = join(keys, "client.key");
  // What stands before the key is no part of it.
  writeFileSync(key, `${marker}\n${clientKey}`);
  const html = join(out, "report.html");
  const words = ["run", tiny, "--broker", await startBroker(), ...certificates, "--key", key, "--report", html];
  const running = startMqbench([...words, "--out", out, "--set", "workers.as=processes"]);
  await childOf(running.child.pid, "worker-process");
  const processes = execFileSync("ps", ["-eww", "-o", "args"], { encoding: "utf8" });
  expect(processes).toContain(`--key ${key}`);
  const { stdout, stderr } = await running.ended;
  expect(savedResult(out).trials[0]?.sensors.connected).toBe(10);
  for (const secret of [marker, ofKey])
    expect(linesWith(secret, [stdout, stderr, processes, ...textsBelow(out)])).toEqual([]);
});

const { privateKey: locked } = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: `${marker}passphrase` },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

test.each([
  ["is none", `-----BEGIN PRIVATE KEY-----\n${marker}\n-----END PRIVATE KEY-----\n`, "cannot be used for TLS"],
  ["has a passphrase", locked, "cannot be used for TLS"],
  ["is no PEM file", `${marker}\n`, "is not a PEM file"],
])("of a key file that %s no line is said", async (_, text, words) => {
  const key = join(temporaryFolder(), "client.key");
  writeFileSync(key, text);
  const run = ["run", tiny, "--broker", "mqtts://127.0.0.1:1", ...certificates, "--key", key];
  const { code, stdout, stderr } = await mqbench([...run, "--out", temporaryFolder()]);
  expect(stderr).toContain(words);
  expect(code).not.toBe(0);
  for (const secret of text.split("\n").filter((line) => line !== "" && !line.startsWith("-----")))
    expect(linesWith(secret, [stdout, stderr])).toEqual([]);
});

test("a broker that mqbench starts has a password of the environment in no file and no variable", async (context) => {
  needProgram(context, "mosquitto");
  const out = temporaryFolder();
  const secrets = { MQBENCH_USERNAME: `${marker}user`, MQBENCH_PASSWORD: `${marker}password` };
  const words = ["run", tiny, "--broker", "mosquitto", "--out", out];
  const running = startMqbench([...words, "--set", "connect.rate=5/s"], secrets);
  const broker = await childOf(running.child.pid, ".conf");
  const [environment, command] = ["environ", "cmdline"].map((name) => readFileSync(`/proc/${broker}/${name}`, "utf8"));
  const folder = command?.split("\0").find((word) => word.endsWith(".conf")) ?? "";
  const configuration = readFileSync(folder, "utf8");
  expect(environment).toContain("PATH=");
  const { stdout, stderr } = await running.ended;
  expect(savedResult(out).trials[0]?.broker.configuration).not.toEqual({});
  expect(linesWith(marker, [environment ?? "", configuration, stdout, stderr, ...textsBelow(out)])).toEqual([]);
});
