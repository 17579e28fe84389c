import { describe, expect, it } from "vitest";
import { usualTls } from "./facts/broker-spec.ts";
import type { UrlSpec } from "./facts/broker-spec.ts";
import { isLoopbackAddress } from "./facts/host.ts";
import { requireLoopback } from "./look-up.ts";

const names: Readonly<Record<string, readonly string[]>> = {
  localhost: ["::1", "127.0.0.1"],
  "broker.test": ["127.0.0.5"],
  "half.test": ["127.0.0.1", "192.0.2.7"],
  "127.0.0.1.example.com": ["192.0.2.8"],
};

async function lookUp(name: string): Promise<readonly string[]> {
  const found = names[name];
  if (found === undefined) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: "ENOTFOUND" });
  return found;
}

function spec(urls: readonly string[], metricsUrls: readonly string[] = []): UrlSpec {
  const files = {
    isCluster: false,
    ca: null,
    cert: null,
    key: null,
    serverName: null,
    alpn: [],
    headers: {},
    isVerified: true,
  };
  return { tls: usualTls, kind: "url", urls, metricsUrls, pids: [], ...files };
}

describe("an address is loopback", () => {
  it.each([
    ["127.0.0.1", true],
    ["127.255.1.2", true], // the whole of 127/8
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["128.0.0.1", false], // just beyond
    ["192.168.0.1", false],
    ["::2", false],
    ["localhost", false], // a name is none
    ["127.0.0.256", false],
    ["", false],
  ])("%j: %j", (address, is) => {
    expect(isLoopbackAddress(address)).toBe(is);
  });
});

describe("load goes to this machine only", () => {
  it("where every address of every name is loopback, which are kept to connect to", async () => {
    const urls = ["mqtt://localhost:1883", "mqtt://127.1:1", "mqtts://broker.test", "ws://[::ffff:127.0.0.1]/x"];
    const known = await requireLoopback([spec(urls, ["http://localhost:1/metrics"])], lookUp);
    expect([...known]).toEqual([
      ["localhost", ["::1", "127.0.0.1"]],
      ["broker.test", ["127.0.0.5"]],
    ]);
  });

  it("and each name is looked up once", async () => {
    const asked: string[] = [];
    const counting = async (name: string): Promise<readonly string[]> => {
      asked.push(name);
      return await lookUp(name);
    };
    await requireLoopback([spec(["mqtt://localhost"]), spec(["mqtt://LOCALHOST:2"])], counting);
    expect(asked).toEqual(["localhost"]);
  });

  it.each([
    [spec(["mqtt://192.0.2.1"]), /^192\.0\.2\.1 is not this machine/u],
    [spec(["mqtt://127.0.0.1", "mqtt://192.0.2.1"]), /^192\.0\.2\.1 is not/u], // any of a list
    [spec(["mqtt://half.test"]), /^half\.test \(192\.0\.2\.7\) is not/u], // any of its addresses
    [spec(["mqtt://127.0.0.1.example.com"]), /^127\.0\.0\.1\.example\.com \(192\.0\.2\.8\) is not/u],
    [spec(["mqtt://nobody.test"]), /^nobody\.test \(host name not found\) is not/u],
    [spec(["mqtt://127.0.0.1"], ["http://192.0.2.1/metrics"]), /^192\.0\.2\.1 is not/u], // metrics, too
    [spec(["mqtt://127.0.0.1"], ["ftp://127.0.0.1/"]), /^metrics at .*: expected http:\/\/ or https:\/\//u],
    [
      spec(["mqtt://127.0.0.1"], ["http://u:p/w@127.0.0.1/"]),
      /^metrics at http:\/\/127\.0\.0\.1\/: what stands before/u,
    ],
  ])("refused: %j", async (broker, words) => {
    await expect(requireLoopback([broker], lookUp)).rejects.toThrow(words);
  });
});
