import { afterEach, describe, expect, it, vi } from "vitest";
import { brokerUrlProblem, endpointOf, isLoopback, withoutPassword } from "./broker-url.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** User name and password as they are sent. */
function credentials(url: string, username?: string, password?: string): readonly (string | undefined)[] {
  vi.stubEnv("MQBENCH_USERNAME", username);
  vi.stubEnv("MQBENCH_PASSWORD", password);
  const endpoint = endpointOf(url);
  return [endpoint.username, endpoint.password];
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
    ["mqtts://broker.example.com"], // TLS
    ["ws://127.0.0.1:8083/mqtt"], // WebSocket
    ["wss://127.0.0.1"], // both
  ])("finds nothing wrong with %s", (url) => {
    expect(brokerUrlProblem(url)).toBeUndefined();
  });

  it.each([
    ["mosquito", /^broker: expected embedded, mosquitto, .*, or a URL such as .*, got "mosquito"$/u], // no such name
    ["127.0.0.1:1883", /^broker: expected embedded, mosquitto, .*, or a URL/u], // no scheme
    ["http://127.0.0.1", /^broker: expected mqtt:\/\/, mqtts:\/\/, ws:\/\/ or wss:\/\/, got http:\/\/$/u], // another protocol
    ["mqtt:///", /got a URL without a host$/u], // nowhere
  ])("finds fault with %s", (url, words) => {
    expect(brokerUrlProblem(url)).toMatch(words);
  });

  it("does not repeat a password in another scheme's URL", () => {
    expect(brokerUrlProblem("http://user:secret@127.0.0.1")).not.toContain("secret");
  });
});

describe("endpointOf", () => {
  it("connects to host and port", () => {
    expect(endpointOf("mqtt://10.0.0.5:1884")).toMatchObject({
      protocol: "mqtt",
      host: "10.0.0.5",
      port: 1884,
      path: "",
    });
  });

  it.each([
    ["mqtt://10.0.0.5", 1883],
    ["mqtts://10.0.0.5", 8883],
    ["ws://10.0.0.5", 80],
    ["wss://10.0.0.5", 443],
  ])("takes the protocol's own port where none is given: %s", (url, port) => {
    expect(endpointOf(url).port).toBe(port);
  });

  it("keeps the path of a WebSocket with its query", () => {
    expect(endpointOf("ws://10.0.0.5:8083/mqtt?token=1").path).toBe("/mqtt?token=1");
  });

  it("takes a version 6 address out of its brackets", () => {
    expect(endpointOf("mqtt://[::1]:1884").host).toBe("::1");
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
