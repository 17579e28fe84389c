import { afterEach, describe, expect, it, vi } from "vitest";
import { MqbenchError } from "../errors.ts";
import type { UrlSpec } from "./broker-spec.ts";
import { brokerByUrl, brokerUrlProblem, isLoopback, withoutPassword } from "./by-url.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

function urlSpec(url: string, pid: number | null = null): UrlSpec {
  const files = { ca: null, cert: null, key: null };
  return { kind: "url", url, ...files, serverName: null, isVerified: true, metricsUrl: null, pid };
}

/** User name and password as they are sent. */
function credentials(url: string, username?: string, password?: string): readonly (string | undefined)[] {
  vi.stubEnv("MQBENCH_USERNAME", username);
  vi.stubEnv("MQBENCH_PASSWORD", password);
  const [endpoint] = brokerByUrl(urlSpec(url)).endpoints;
  return [endpoint?.username, endpoint?.password];
}

describe("isLoopback", () => {
  it.each([
    ["127.0.0.1", true], // the usual
    ["127.1.2.3", true], // the whole of 127/8
    ["localhost", true],
    ["::1", true], // version 6
    ["0.0.0.0", false], // every address of this machine, not only loopback
    ["192.168.0.1", false], // somebody else's
    ["128.0.0.1", false], // just beyond 127/8
    ["127.0.0.1.example.com", false], // a name that only begins like it
    ["host-127.0.0.1", false], // or ends like it
    ["localhost.example.com", false],
    ["my-localhost", false],
    ["::2", false],
    ["", false],
  ])("of %j is %j", (host, is) => {
    expect(isLoopback(host)).toBe(is);
  });
});

describe("brokerUrlProblem", () => {
  it.each([
    ["mqtt://127.0.0.1:1883"], // host and port
    ["mqtt://broker.example.com"], // no port
    ["mqtt://[::1]:1884"], // version 6
    ["mqtt://user:secret@127.0.0.1"], // with credentials
  ])("finds nothing wrong with %s", (url) => {
    expect(brokerUrlProblem(url)).toBeUndefined();
  });

  it.each([
    ["mosquito", /^broker: expected embedded, mosquitto, .*, or a URL such as .*, got "mosquito"$/u], // no such name
    ["127.0.0.1:1883", /^broker: expected embedded, mosquitto, .*, or a URL/u], // no scheme
    ["mqtts://127.0.0.1", /only mqtt:\/\/ \(plain TCP\) is supported, got mqtts:\/\/$/u], // TLS
    ["ws://127.0.0.1", /only mqtt:\/\/ \(plain TCP\) is supported, got ws:\/\/$/u], // WebSocket
    ["mqtt:///", /got a URL without a host$/u], // nowhere
  ])("finds fault with %s", (url, words) => {
    expect(brokerUrlProblem(url)).toMatch(words);
  });

  it("does not repeat a password in another scheme's URL", () => {
    expect(brokerUrlProblem("mqtts://user:secret@127.0.0.1")).not.toContain("secret");
  });
});

describe("brokerByUrl", () => {
  it("connects to host and port", () => {
    expect(brokerByUrl(urlSpec("mqtt://10.0.0.5:1884")).endpoints[0]).toMatchObject({ host: "10.0.0.5", port: 1884 });
  });

  it("takes port 1883 where none is given", () => {
    expect(brokerByUrl(urlSpec("mqtt://10.0.0.5")).endpoints[0]?.port).toBe(1883);
  });

  it("takes a version 6 address out of its brackets", () => {
    expect(brokerByUrl(urlSpec("mqtt://[::1]:1884")).endpoints[0]?.host).toBe("::1");
  });

  it("takes user name and password from the URL", () => {
    expect(credentials("mqtt://user:secret@h", "other", "word")).toEqual(["user", "secret"]);
  });

  it("decodes what the URL had to encode", () => {
    expect(credentials("mqtt://a%40b:p%3A%2F@h")).toEqual(["a@b", "p:/"]);
  });

  it("takes user name and password from the environment where the URL has none", () => {
    expect(credentials("mqtt://h", "other", "word")).toEqual(["other", "word"]);
  });

  it("takes the password from the environment where the URL has a user name only", () => {
    expect(credentials("mqtt://user@h", "other", "word")).toEqual(["user", "word"]);
  });

  it("has neither where nobody gives one", () => {
    expect(credentials("mqtt://h")).toEqual([undefined, undefined]);
  });

  it("keeps user name and password out of its facts", () => {
    expect(brokerByUrl(urlSpec("mqtt://user:secret@10.0.0.5")).facts).toEqual({
      kind: "url",
      name: "broker",
      version: null,
      url: "mqtt://10.0.0.5:1883",
      instances: 1,
      configuration: {},
    });
  });

  it("measures the process it is told of", async () => {
    const sample = await brokerByUrl(urlSpec("mqtt://h", process.pid)).sample();
    expect(sample.process?.rssBytes).toBeGreaterThan(1_000_000);
  });

  it("knows nothing of a process it is not told of, and has no gauges of its own", async () => {
    expect(await brokerByUrl(urlSpec("mqtt://h")).sample()).toEqual({ process: null, gauges: {}, problems: [] });
  });

  it("refuses what is no URL", () => {
    expect(() => brokerByUrl(urlSpec("mosquitto"))).toThrow(MqbenchError);
  });
});

it("text loses the user and password of every URL in it, and nothing else", () => {
  expect(withoutPassword("broker=mqtt://u:p@h:1883, mailto:a@b, mqtt://plain:1")).toBe(
    "broker=mqtt://h:1883, mailto:a@b, mqtt://plain:1",
  );
});

it("a URL that cannot be read is quoted without its password", () => {
  expect(brokerUrlProblem("mqtt://u:secret@h:99999")).toContain('got "mqtt://h:99999"');
});

it("a user that is not percent-encoded is a mistake", () => {
  expect(brokerUrlProblem("mqtt://50%off@h")).toContain("must be percent-encoded");
});
