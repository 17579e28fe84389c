/** A marker stands in every secret: nothing that mqbench prints, writes, or shows of its processes has it. */
import { execFileSync } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Server } from "node:net";
import { join } from "node:path";
import { Aedes } from "aedes";
import { expect, onTestFinished, test } from "vitest";
import { createWebSocketStream, WebSocketServer } from "ws";
import { Authority } from "../src/broker/certificates/authority.ts";
import { signDevice } from "../src/broker/certificates/device-certificate.ts";
import { childOf } from "./processes.ts";
import { linesWith, textsBelow } from "./secret-texts.ts";
import { mqbench, savedResult, startMqbench, temporaryFolder, tiny } from "./mqbench.ts";

/** A word of this run of the tests: no other process has it. */
const marker = `mark${randomUUID().slice(0, 8)}`;
const credentials = `${marker}user:${marker}password`;

interface Place {
  readonly broker: string;
  readonly metrics: string;
}

/** A broker that wants what the URL states, and its metrics that do, too. */
async function startPlace(): Promise<Place> {
  const aedes = await Aedes.createBroker({
    authenticate: (_client, username, password, done) =>
      done(null, username === `${marker}user` && password?.toString() === `${marker}password`),
  });
  const brokers = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  brokers.on("upgrade", (request, socket, head) => {
    if (request.url !== `/mqtt?token=${marker}token`) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (opened) => aedes.handle(createWebSocketStream(opened), request));
  });
  const metrics = createServer((request, response) => {
    const isRight = request.headers.authorization?.startsWith("Basic ") && request.url?.endsWith(`key=${marker}key`);
    response.writeHead(isRight === true ? 200 : 403).end("process_resident_memory_bytes 1000000\n");
  });
  onTestFinished(() => aedes.close());
  return {
    broker: `ws://${credentials}@127.0.0.1:${await listen(brokers)}/mqtt?token=${marker}token`,
    metrics: `http://${credentials}@127.0.0.1:${await listen(metrics)}/metrics?key=${marker}key`,
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

function withMarker(texts: readonly string[]): readonly string[] {
  return linesWith(marker, texts);
}

test("a run, its report, its result, and its processes", async () => {
  const out = temporaryFolder();
  const { broker, metrics } = await startPlace();
  const scenario = join(out, "scenario.yaml");
  const threshold = `"broker=${broker}: lost == 0"`;
  writeFileSync(
    scenario,
    `${readFileSync(tiny, "utf8")}\nsweep: { broker: ["${broker}"] }\nthresholds: [${threshold}]\n`,
  );
  const results = join(out, "results");
  const html = join(out, "report.html");
  const run = ["run", scenario, "--metrics", metrics, "--out", results, "--report", html, "--workers", "1"];
  const running = startMqbench([...run, "--set", "workers.as=processes"]);
  // Its first progress: from then on its words are what it made of them.
  const first = await Promise.race([once(running.child.stderr ?? running.child, "data"), running.ended]);
  expect(first).toBeInstanceOf(Array);
  const processes = execFileSync("ps", ["-eww", "-o", "args"], { encoding: "utf8" });
  expect(processes).toContain(`mqbench run ${scenario}`);
  expect(withMarker([processes])).toEqual([]);
  const { stdout, stderr } = await running.ended;
  expect(stdout).toContain("/mqtt?token=…");
  const result = savedResult(results);
  expect(result.trials[0]?.sensors.connected).toBe(10);
  // What other reports and commands read is the result alone.
  expect(withMarker([stdout, stderr, ...textsBelow(results), readFileSync(html, "utf8")])).toEqual([]);
});

test("no process of a run has in its environment what the URL lacks", async () => {
  const { broker } = await startPlace();
  const out = temporaryFolder();
  const url = broker.replace(`${credentials}@`, "").replace(`${marker}token`, "${BROKER_TOKEN}");
  const words = ["run", tiny, "--set", `broker=${url}`, "--set", "workers.as=processes", "--out", out];
  const secrets = {
    MQBENCH_USERNAME: `${marker}user`,
    MQBENCH_PASSWORD: `${marker}password`,
    BROKER_TOKEN: `${marker}token`,
  };
  const running = startMqbench([...words, "--set", "link.delay=1ms", "--set", "connect.timeout=30s"], secrets);
  const children = await Promise.all(
    ["worker-process", "link-process", "answerer-process"].map(async (name) => await childOf(running.child.pid, name)),
  );
  const environments = children.map((pid) => readFileSync(`/proc/${pid}/environ`, "utf8"));
  expect(environments.every((text) => text.includes("PATH="))).toBe(true);
  expect(withMarker(environments)).toEqual([]);
  const { stdout, stderr } = await running.ended;
  expect(savedResult(out).trials[0]?.sensors.connected).toBe(10);
  expect(withMarker([stdout, stderr, ...textsBelow(out)])).toEqual([]);
});

test("the passwords of a file of devices", async () => {
  const { broker } = await startPlace();
  const out = temporaryFolder();
  const fleet = join(out, "fleet.csv");
  const rows = Array.from({ length: 10 }, (_, row) => `d${row},${credentials.replace(":", ",")}\n`);
  writeFileSync(fleet, `serial,user,${marker.slice(0, 4)}secret\n${rows.join("")}`);
  const login = `username={csv.user},password={csv.${marker.slice(0, 4)}secret}`.split(",");
  const sensors = [`devices=${fleet}`, "clientId={csv.serial}", ...login].map((each) => `sensors.${each}`);
  const subscribers = [`devices=${fleet}`, ...login].map((each) => `subscribers.${each}`);
  const sets = [...sensors, ...subscribers, `broker=${broker.replace(`${credentials}@`, "")}`];
  const results = join(out, "results");
  const running = startMqbench(
    ["run", tiny, "--out", results, "--report", join(out, "report.html"), "--set", "workers.as=processes"].concat(
      sets.flatMap((each) => ["--set", each.replace(/=(\{.*)$/u, '="$1"')]),
    ),
  );
  await childOf(running.child.pid, "worker-process");
  const processes = execFileSync("ps", ["-eww", "-o", "args"], { encoding: "utf8" });
  const { stdout, stderr } = await running.ended;
  expect(savedResult(results).trials[0]).toMatchObject({ sensors: { connected: 10 }, subscribers: { connected: 1 } });
  const texts = [...textsBelow(results), readFileSync(join(out, "report.html"), "utf8")];
  const written = texts.map((text) => text.replaceAll(`${marker.slice(0, 4)}secret`, ""));
  expect(withMarker([processes, stdout, stderr, ...written])).toEqual([]);
});

/** A broker by WebSocket over TLS that asks for a certificate, a header and a token, and keeps the tokens that it saw. */
async function startStrict(authority: Authority, tokens: string[], seen: Set<unknown>): Promise<number> {
  const isSigned = (token: string): boolean => {
    const [header, claims, signature] = token.split(".");
    return (
      signature ===
      createHmac("sha256", `${marker}key-of-tokens-of-32-bytes-or-more`)
        .update(`${header}.${claims}`)
        .digest("base64url")
    );
  };
  const aedes = await Aedes.createBroker({
    authenticate: (client, username, password, done) => {
      const token = password?.toString() ?? "";
      tokens.push(token);
      const { sub } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
      done(null, isSigned(token) && sub === username && client !== null);
    },
  });
  const own = await authority.signServer();
  const asked = { requestCert: true, rejectUnauthorized: true, ca: authority.pem.cert, ALPNProtocols: ["mqtt"] };
  const server = createHttpsServer({ ...own, ...asked });
  server.on("secureConnection", (socket) => seen.add(`${socket.alpnProtocol} at ${socket.servername}`));
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (request.headers.authorization !== `Bearer ${marker}header`) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (opened) => aedes.handle(createWebSocketStream(opened), request));
  });
  onTestFinished(() => aedes.close());
  return await listen(server);
}

test("keys of certificates and of tokens, the tokens, and a header", async () => {
  const out = temporaryFolder();
  const authority = await Authority.make();
  const model = await authority.modelDevice();
  const devices = Array.from({ length: 10 }, (_, row) => signDevice(model, `d${row + 1}`));
  writeFileSync(join(out, "ca.pem"), authority.pem.cert);
  writeFileSync(join(out, "ca.key"), authority.pem.key);
  writeFileSync(join(out, "token.key"), `${marker}key-of-tokens-of-32-bytes-or-more\n`);
  for (const [row, { cert, key }] of devices.entries()) {
    writeFileSync(join(out, `d${String(row + 1).padStart(2, "0")}.pem`), cert);
    writeFileSync(join(out, `d${String(row + 1).padStart(2, "0")}.key`), key);
  }
  const [tokens, seen] = [[] as string[], new Set<unknown>()];
  const port = await startStrict(authority, tokens, seen);
  const scenario = join(out, "scenario.yaml");
  const jwt = (sub: string): string =>
    `username: "${sub}", password: { jwt: { key: token.key, algorithm: HS256, claims: { sub: "${sub}" } } }`;
  writeFileSync(
    scenario,
    `name: strict
broker:
  url: wss://127.0.0.1:${port}/mqtt
  ca: ca.pem
  serverName: localhost
  alpn: [mqtt]
  headers: { Authorization: "Bearer \${STRICT_TOKEN}" }
sensors: { count: 10, every: 50ms, tls: { cert: "d{id}.pem", key: "d{id}.key" }, ${jwt("d{id}")} }
subscribers: { topic: sensors/+, tls: { mint: { name: reader, ca: ca.pem, key: ca.key } }, ${jwt("reader")} }
connect: { timeout: 30s }
phases: { warmup: 100ms, measure: 500ms, drain: 2s }
`,
  );
  const [results, html] = [join(out, "results"), join(out, "report.html")];
  const words = ["run", scenario, "--out", results, "--report", html, "--set", "workers.as=processes"];
  const running = startMqbench(words, { STRICT_TOKEN: `${marker}header` });
  await childOf(running.child.pid, "worker-process");
  const processes = execFileSync("ps", ["-eww", "-o", "args"], { encoding: "utf8" });
  const { stdout, stderr } = await running.ended;
  const result = savedResult(results);
  expect(result.trials[0]).toMatchObject({ sensors: { connected: 10, failed: {} }, subscribers: { connected: 1 } });
  expect([...seen]).toEqual(["mqtt at localhost"]);
  // Each client's own, and the greeting's.
  expect(new Set(tokens.map((token) => token.split(".")[1])).size).toBeGreaterThan(10);
  const written = [processes, stdout, stderr, ...textsBelow(results), readFileSync(html, "utf8")];
  const pem = [...devices.map(({ key }) => key), authority.pem.key].flatMap((key) =>
    key.trim().split("\n").slice(1, -1),
  );
  const secrets = [marker, "PRIVATE KEY", ...tokens, ...pem];
  expect(secrets.flatMap((secret) => linesWith(secret, written))).toEqual([]);
});

test("both sides of a comparison, and a search for capacity", async () => {
  const { broker, metrics } = await startPlace();
  const out = temporaryFolder();
  const common = ["--set", "phases={ warmup: 0s, measure: 300ms, drain: 500ms }", "--out", out, "--metrics", metrics];
  const ab = await mqbench(["ab", tiny, "--a", broker, "--b", broker, "--trials", "1", ...common]);
  const search = ["--until", "lost == 0", "--from", "100/s", "--to", "100/s"];
  const swept = ["--set", `sweep.broker=["${broker}"]`];
  const capacity = await mqbench(["capacity", tiny, ...search, ...swept, ...common]);
  const written = textsBelow(out);
  expect(written.filter((text) => text.startsWith("capacity-"))).toHaveLength(1);
  expect(withMarker([ab.stdout, ab.stderr, capacity.stdout, capacity.stderr, ...written])).toEqual([]);
});

test.each([
  ["--broker", `mqtt://user:${marker}@127.0.0.1:1`],
  [`--borker=mqtt://u:${marker}@h`],
  ["--set", `sensors.password=${marker}`],
  ["--set", `subscribers={ topic: a, username: b, password: ${marker} }`],
  ["--set", `subscribers={ topic: a, username: b, password: { ${marker}: 1 } }`],
  ["--set", `subscribers={ topic: a, username: b, password: { jwt: ${marker} } }`],
])("a mistake, %s", async (...words) => {
  const { code, stdout, stderr } = await mqbench(["run", tiny, ...words, "--out", temporaryFolder()]);
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/^error: /mu);
  expect(withMarker([stdout, stderr])).toEqual([]);
});
