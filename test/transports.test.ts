/** TLS and WebSocket, end to end on aedes: the same packets as on plain TCP, more bytes at the socket, and one clear message a mistake. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { TlsOptions } from "node:tls";
import { Aedes } from "aedes";
import type { AuthenticateError } from "aedes";
import { describe, expect, onTestFinished, test } from "vitest";
import { createWebSocketStream, WebSocketServer } from "ws";
import { faultsOf, mqbench, savedResult, temporaryFolder, tiny, value } from "./mqbench.ts";

const folder = "test/fixtures/tls";
const pem = (name: string): Buffer => readFileSync(`${folder}/${name}`);
const trusted = ["--ca", `${folder}/ca.pem`];

function certificate(name: string): TlsOptions {
  return { cert: pem(`${name}.pem`), key: pem(`${name}.key`) };
}

type Protocol = "mqtts" | "ws" | "wss";

/** A broker of this test alone; its URL. */
async function broker(protocol: Protocol, options: TlsOptions = certificate("server")): Promise<string> {
  const aedes = await Aedes.createBroker({
    authenticate: (_client, username, password, done) => {
      const refusal: AuthenticateError = Object.assign(new Error("bad user name or password"), { returnCode: 4 });
      const isRefused = username === "fleet" && password?.toString() !== "right";
      done(isRefused ? refusal : null, !isRefused);
    },
  });
  const server = serverFor(protocol, options);
  if (protocol === "mqtts") server.on("secureConnection", aedes.handle);
  else {
    const sockets = new WebSocketServer({ noServer: true });
    server.on("upgrade", (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (opened) => aedes.handle(createWebSocketStream(opened), request)),
    );
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    aedes.close();
  });
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  return `${protocol}://127.0.0.1:${port}${protocol === "mqtts" ? "" : "/mqtt"}`;
}

function serverFor(protocol: Protocol, options: TlsOptions): Server {
  if (protocol === "mqtts") return createTlsServer(options);
  return protocol === "ws" ? createHttpServer() : createHttpsServer(options);
}

describe.each(["mqtts", "ws", "wss"] as const)("%s", (protocol) => {
  test.each(["native", "mqttjs"])(
    "the %s client's packets are as predicted; the socket has more bytes",
    async (client) => {
      const out = temporaryFolder();
      const tls = protocol === "ws" ? [] : trusted;
      const words = ["run", tiny, "--broker", await broker(protocol), ...tls, "--out", out];
      const { stdout } = await mqbench([...words, "--set", `client=${client}`, "--set", "qos=2"]);
      const result = savedResult(out);
      expect(faultsOf(result)).toEqual([]);
      const load = result.trials[0]?.load;
      if (load?.kind !== "steady") throw new Error("not a steady load");
      expect(load.ledger.agrees).toBe(true);
      expect(load.ledger.reconciled).toBeNull();
      expect(value(result, 0, "packetsPerMessage")).toBe(4);
      expect(value(result, 0, "delivered")).toBe(value(result, 0, "sent"));
      const { connections, socketBytes } = load.ledger;
      const bytes = (packets: Readonly<Record<string, { readonly bytes: number }>>): number =>
        Object.values(packets).reduce((sum, each) => sum + each.bytes, 0);
      expect(socketBytes.up).toBeGreaterThan(bytes(connections.up));
      expect(socketBytes.down).toBeGreaterThan(bytes(connections.down));
      expect(stdout).toMatch(/bytes +MQTT .* socket /u);
    },
  );
});

test.each([
  [
    "an authority that did not sign it",
    "server",
    ["--ca", `${folder}/other-ca.pem`],
    /not signed by an authority that is trusted/u,
  ],
  ["no authority", "server", [], /signed by/u],
  ["an expired certificate", "expired", trusted, /the broker's certificate has expired/u],
  [
    "a certificate for another name",
    "elsewhere",
    trusted,
    /the broker's certificate is for another name: .*elsewhere\.example/u,
  ],
])("%s gives one clear message", async (_, name, words, text) => {
  const url = await broker("mqtts", certificate(name));
  const { code, stderr } = await mqbench([
    "run",
    tiny,
    "--broker",
    url,

    ...words,
    "--out",
    temporaryFolder(),
  ]);
  expect(stderr).toMatch(text);
  expect(
    stderr
      .trim()
      .split("\n")
      .filter((line) => line.startsWith("error:")),
  ).toHaveLength(1);
  expect(code).toBe(4);
});

test.each([
  ["--insecure takes any certificate", "expired", ["--insecure"]],
  ["--server-name is the name that counts", "elsewhere", [...trusted, "--server-name", "elsewhere.example"]],
])("%s", async (option, name, words) => {
  const url = await broker("mqtts", certificate(name));
  const out = temporaryFolder();
  await mqbench(["run", tiny, "--broker", url, ...words, "--out", out]);
  const result = savedResult(out);
  expect(faultsOf(result)).toEqual([]);
  expect(value(result, 0, "acknowledged")).toBe(value(result, 0, "sent"));
  expect(result.warnings.map(({ code }) => code)).toEqual(option.startsWith("--insecure") ? ["insecure"] : []);
});

test("a client certificate is shown where the broker asks for one, and its lack is said", async () => {
  const options = { ...certificate("server"), ca: pem("ca.pem"), requestCert: true, rejectUnauthorized: true };
  const url = await broker("mqtts", options);
  const own = ["--cert", `${folder}/client.pem`, "--key", `${folder}/client.key`];
  const run = ["run", tiny, "--broker", url, ...trusted];
  const out = temporaryFolder();
  await mqbench([...run, ...own, "--out", out]);
  expect(faultsOf(savedResult(out))).toEqual([]);
  const without = await mqbench([...run, "--out", temporaryFolder()]);
  expect(without.stderr).toMatch(/the broker asks for a client certificate|connection reset by the broker/u);
  expect(without.code).toBe(4);
});

test("a wrong password gives one clear message, and is not repeated", async () => {
  const url = (await broker("mqtts")).replace("://", "://fleet:wrong@");
  const { code, stderr } = await mqbench([
    "run",
    tiny,
    "--broker",
    url,

    ...trusted,
    "--out",
    temporaryFolder(),
  ]);
  expect(stderr).toMatch(/^error: cannot use the broker at mqtts:\/\/127\.0\.0\.1:\d+: .*(?:user name|password)/mu);
  expect(stderr).not.toContain("wrong");
  expect(code).toBe(4);
});

test("a port that does not speak TLS is said", async () => {
  const url = (await broker("ws")).replace("ws:", "mqtts:").replace("/mqtt", "");
  const { code, stderr } = await mqbench([
    "run",
    tiny,
    "--broker",
    url,

    ...trusted,
    "--out",
    temporaryFolder(),
  ]);
  expect(stderr).toContain("what listens there does not speak TLS");
  expect(code).toBe(4);
});
