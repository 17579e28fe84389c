import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import { once } from "node:events";
import { describe, expect, it, onTestFinished } from "vitest";
import { usualTls } from "../facts/broker-spec.ts";
import type { UrlSpec } from "../facts/broker-spec.ts";
import { startByUrl as start } from "./by-url.ts";
import type { RunningBroker } from "../running-broker.ts";

async function startByUrl(given: UrlSpec): Promise<RunningBroker> {
  return await start(given, new Map());
}

/** Nobody listens on port 1: what only a running broker could tell is a gap. */
function spec(changes: Partial<UrlSpec> = {}): UrlSpec {
  return {
    kind: "url",
    urls: ["mqtt://user:secret@127.0.0.1:1"],
    isCluster: false,
    ca: null,
    cert: null,
    key: null,
    serverName: null,
    alpn: [],
    headers: {},
    isVerified: true,
    tls: usualTls,
    metricsUrls: [],
    pids: [],
    ...changes,
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location?: string;
}

async function serve(body: (request: IncomingMessage) => Answer): Promise<string> {
  const server: Server = createServer((request, response) => {
    const { status, text, location } = body(request);
    response.writeHead(status, location === undefined ? {} : { location }).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}/metrics`;
}

describe("a broker by URL", () => {
  it("keeps user name and password out of its facts", async () => {
    const { facts, endpoints } = await startByUrl(spec());
    expect(facts.url).toBe("mqtt://127.0.0.1:1");
    expect(JSON.stringify(facts)).not.toContain("secret");
    expect(endpoints[0]).toMatchObject({ username: "user", password: "secret", tls: null });
  });

  it("has the process it is told of measured", async () => {
    const sample = await (await startByUrl(spec({ pids: [process.pid] }))).sample();
    expect(sample.process?.rssBytes).toBeGreaterThan(1_000_000);
  });

  it("says when that process has ended, and has a gap from then on", async () => {
    const child = spawn("sleep", ["60"]);
    const broker = await startByUrl(spec({ pids: [child.pid ?? 0] }));
    expect((await broker.sample()).process?.rssBytes).toBeGreaterThan(0);
    child.kill("SIGKILL");
    await once(child, "exit");
    const { process: sampled, problems } = await broker.sample();
    expect(sampled).toBeNull();
    expect(problems).toContain(`broker process ${child.pid} has ended: its CPU and memory are not known`);
  });

  it("refuses a process that is not there", async () => {
    // Larger than any process id of Linux.
    await expect(startByUrl(spec({ pids: [2 ** 22 + 1] }))).rejects.toThrow("broker process 4194305: there is none");
  });

  it("may be several, measured together", async () => {
    const urls = ["mqtt://127.0.0.1:1", "mqtt://[::1]:1"];
    const broker = await startByUrl(spec({ urls, pids: [process.pid, process.pid] }));
    expect(broker.facts).toMatchObject({ url: "mqtt://127.0.0.1:1", instances: 2 });
    expect(broker.endpoints.map(({ host }) => host)).toEqual(["127.0.0.1", "::1"]);
    expect((await broker.sample()).process?.rssBytes).toBeGreaterThan(2_000_000);
  });

  it("says what it could not read, and has a gap there", async () => {
    expect(await (await startByUrl(spec())).sample()).toMatchObject({
      process: null,
      gauges: {},
      problems: ["$SYS topics: connection refused: nothing listens there"],
    });
  });

  it("keeps the values of its query out of its facts", async () => {
    const { facts, endpoints } = await startByUrl(spec({ urls: ["ws://127.0.0.1:1/mqtt?token=secret&v=2"] }));
    expect(facts.url).toBe("ws://127.0.0.1:1/mqtt?token=…&v=…");
    expect(endpoints[0]).toMatchObject({ path: "/mqtt?token=secret&v=2", authority: "127.0.0.1:1" });
  });

  it("is connected at the address that its name was looked up to, and shown and verified by its name", async () => {
    const known = new Map([["broker.test", ["127.0.0.1"]]]);
    const { facts, endpoints } = await start(spec({ urls: ["mqtts://broker.test:1"] }), known);
    expect(facts.url).toBe("mqtts://broker.test:1");
    expect(endpoints[0]).toMatchObject({ host: "127.0.0.1", tls: { serverName: "broker.test" } });
  });

  it("is connected at the address of several that takes connections", async () => {
    const address = new URL(await serve(() => ({ status: 200, text: "" })));
    const known = new Map([["broker.test", ["127.0.0.2", "127.0.0.1"]]]);
    const { endpoints } = await start(spec({ urls: [`mqtt://broker.test:${address.port}`] }), known);
    expect(endpoints[0]?.host).toBe("127.0.0.1");
  });

  it.each([
    [{ urls: ["mosquitto"] }, /^broker: expected /u],
    [{ pids: [1, 2] }, /^2 pids are given for 1 broker: give one for each, in their order$/u],
    [{ ca: "package.json" }, /^ca is given, but the broker's URL is not encrypted$/u],
    [{ urls: ["mqtts://h"], ca: "missing.pem" }, /^ca: ENOENT.*missing\.pem/u],
    [{ urls: ["mqtts://h"], ca: "package.json" }, /^ca: package\.json is not a PEM file$/u],
    [{ urls: ["mqtts://h"], ca: "/dev/null" }, /^ca: \/dev\/null is not a file$/u],
    [{ urls: ["mqtts://h"], cert: "test/fixtures/tls/client.pem" }, /needs its key: give both cert and key$/u],
    [
      { urls: ["mqtts://h"], cert: "test/fixtures/tls/client.pem", key: "test/fixtures/tls/server.key" },
      /^test\/fixtures\/tls\/client\.pem, test\/fixtures\/tls\/server\.key: cannot be used for TLS: /u,
    ],
  ])("refuses %j before the first socket", async (changes, words) => {
    await expect(startByUrl(spec(changes))).rejects.toThrow(words);
  });
});

describe("metrics over HTTP", () => {
  it("are read from Prometheus text, added over labels", async () => {
    const text = [
      "# TYPE rabbitmq_queue_messages_unacked gauge",
      'rabbitmq_queue_messages_unacked{queue="a"} 30',
      'rabbitmq_queue_messages_unacked{queue="b \\"}"} 12 1700000000000',
      "process_resident_memory_bytes 1.5e+07",
    ].join("\n");
    const broker = await startByUrl(spec({ metricsUrls: [await serve(() => ({ status: 200, text }))] }));
    expect((await broker.sample()).gauges).toEqual({ inflight: 42, residentBytes: 15e6 });
  });

  it("are read from JSON", async () => {
    const text = JSON.stringify({ connections: 7, mem: 2e7 });
    const broker = await startByUrl(spec({ metricsUrls: [await serve(() => ({ status: 200, text }))] }));
    expect((await broker.sample()).gauges).toEqual({ connections: 7, residentBytes: 2e7 });
  });

  it.each([
    ["<html>hello", 200, /neither Prometheus text nor JSON: "<html>hello"$/u],
    ["{broken", 200, /neither Prometheus text nor JSON/u],
    ["", 200, /neither Prometheus text nor JSON: ""$/u],
    ["up 1", 200, /it has none of the metrics that mqbench knows$/u],
    ["no", 404, /answers with status 404$/u],
  ])("that answer %j with status %d are refused at the start", async (text, status, words) => {
    await expect(startByUrl(spec({ metricsUrls: [await serve(() => ({ status, text }))] }))).rejects.toThrow(words);
  });

  it("that fail later are a gap with its reason", async () => {
    let text = "process_resident_memory_bytes 1";
    const broker = await startByUrl(spec({ metricsUrls: [await serve(() => ({ status: 200, text }))] }));
    text = "garbage garbage garbage";
    expect(await broker.sample()).toMatchObject({
      gauges: {},
      problems: [expect.stringMatching(/neither Prometheus/u)],
    });
  });

  it("keep the password of their address out of every word", async () => {
    const metricsUrls = ["http://user:secret@127.0.0.1:1/metrics"];
    await expect(startByUrl(spec({ metricsUrls }))).rejects.toThrow(/^metrics at http:\/\/127\.0\.0\.1:1\/metrics: /u);
  });

  it("follow a redirect of their host to itself, with the credentials", async () => {
    const url = await serve(({ url: path, headers }) =>
      path === "/metrics"
        ? { status: 302, text: "", location: "/metrics/" }
        : { status: 200, text: `mem ${headers.authorization === "Basic dTpw" ? 1 : 0}` },
    );
    const broker = await startByUrl(spec({ metricsUrls: [url.replace("//", "//u:p@")] }));
    expect((await broker.sample()).gauges).toEqual({ residentBytes: 1 });
  });

  it("are not asked for elsewhere, whatever their host answers", async () => {
    let isAsked = false;
    const other = await serve(() => {
      isAsked = true;
      return { status: 200, text: "mem 1" };
    });
    const url = await serve(() => ({ status: 301, text: "", location: other }));
    await expect(startByUrl(spec({ metricsUrls: [url] }))).rejects.toThrow(
      `redirects to ${new URL(other).origin}, which mqbench does not follow: give that address`,
    );
    expect(isAsked).toBe(false);
  });

  it("that redirect in a circle are refused", async () => {
    const url = await serve(() => ({ status: 307, text: "", location: "/metrics" }));
    await expect(startByUrl(spec({ metricsUrls: [url] }))).rejects.toThrow("redirects more than 3 times");
  });

  it("are read at the address that their name was looked up to", async () => {
    const url = await serve(() => ({ status: 200, text: "mem 1" }));
    const known = new Map([["metrics.test", ["127.0.0.1"]]]);
    const broker = await start(spec({ metricsUrls: [url.replace("127.0.0.1", "metrics.test")] }), known);
    expect((await broker.sample()).gauges).toEqual({ residentBytes: 1 });
  });
});
