import { afterEach, describe, expect, it, vi } from "vitest";
import { brokerUrlProblem, endpointOf, isEncrypted } from "./broker-url.ts";
import { hostOf } from "./url-parts.ts";

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

describe("brokerUrlProblem", () => {
  it.each([
    ["mqtt://127.0.0.1:1883"], // host and port
    ["mqtt://broker.example.com"], // no port
    ["mqtt://[::1]:1884"], // version 6
    ["mqtt://user:secret@127.0.0.1"], // with credentials
    ["mqtts://broker.example.com"], // TLS
    ["ws://127.0.0.1:8083/mqtt"], // WebSocket
    ["wss://127.0.0.1"], // both
    ["mqtt://127.0.0.1:1883/"], // a path of nothing
    ["MQTT://h"], // a scheme has no case
    ["mqtt://127.1"], // an address in short
    ["mqtt://user:p%2Fw%40x%23%3F@h"], // percent-encoded
  ])("finds nothing wrong with %s", (url) => {
    expect(brokerUrlProblem(url)).toBeUndefined();
  });

  it.each([
    ["mosquito", /^broker: expected embedded, mosquitto, .*, or a URL such as .*, got "mosquito"$/u], // no such name
    ["127.0.0.1:1883", /^broker: expected embedded, mosquitto, .*, or a URL/u], // no scheme
    ["http://127.0.0.1", /^broker: expected mqtt:\/\/, mqtts:\/\/, ws:\/\/ or wss:\/\/, got http:\/\/$/u], // another protocol
    ["mqtt:///", /got a URL without a host$/u], // nowhere
    ["mqtt://127.0.0.256", /^broker: "127\.0\.0\.256" is neither an address nor a name$/u], // too large: not a name to look up
    ["mqtt://127.999.1.1", /is neither an address nor a name$/u],
    ["ws://127.0.0.256/mqtt", /is neither an address nor a name$/u],
    ["mqtt://h:0", /^broker: no broker can listen on port 0/u],
    ["mqtt://h/sensors/1", /^broker: mqtt:\/\/ takes no path: only ws/u], // it would be ignored
    ["mqtts://h?ca=x.pem", /^broker: mqtts:\/\/ takes no query: only ws/u],
    ["mqtt://h#x", /^broker: mqtt:\/\/ takes no fragment/u],
    ["ws://h/mqtt#x", /^broker: ws:\/\/ takes no fragment/u],
    ["mqtt://h\u0000", /no spaces and no control characters/u],
    [" mqtt://h", /expected embedded/u],
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

it("a URL that cannot be read is quoted without its password", () => {
  expect(brokerUrlProblem("mqtt://u:secret@h:99999")).toContain('got "mqtt://h:99999"');
});

it("a user that is not percent-encoded is a mistake", () => {
  expect(brokerUrlProblem("mqtt://50%off@h")).toContain("must be percent-encoded");
});

describe("a password that is not percent-encoded", () => {
  it.each([
    ["mqtt://user:1234#im@h"], // by WHATWG's rules user would be the host
    ["mqtt://user:im/1234@h"],
    ["mqtt://user:im?1234@h"],
    ["mqtt://user:im@1234@h"],
    ["ws://user:im\\1234@h/mqtt"], // in ws:// a backslash is a slash
    ["mqtt://user:im 1234@h"],
    ["ws://h/mqtt?token=1234@im"], // what stands before the last @ might be one
  ])("of %s is refused with what to do, and is not repeated", (url) => {
    const problem = brokerUrlProblem(url);
    expect(problem).toMatch(/percent-encode them/u);
    expect(problem).not.toMatch(/user:|im|1234/u);
  });

  it.each([["mqtt://user:im"], ["user:im@h"], ["mqtt:user:im@h"], ["mqtt://user:im@h:99999"], ["x://user:im@h"]])(
    "of %s, which is no URL, is not repeated",
    (url) => {
      expect(brokerUrlProblem(url)).not.toMatch(/im/u);
    },
  );
});

describe("the host of a URL", () => {
  it.each([
    ["mqtt://127.1", "127.0.0.1"], // short
    ["mqtt://0x7f.0.0.1:1", "127.0.0.1"], // hexadecimal
    ["mqtt://2130706433", "127.0.0.1"], // one number
    ["mqtt://[::ffff:127.0.0.1]:1883", "127.0.0.1"], // version 4 in version 6
    ["mqtt://0.0.0.0", "127.0.0.1"], // what a broker listens on
    ["mqtt://[::]", "::1"],
    ["mqtt://[0:0:0:0:0:0:0:1]", "::1"],
    ["mqtt://LOCALHOST", "localhost"],
    ["mqtt://user:p%40w@Broker.Example.com:1", "broker.example.com"],
    ["ws://bücher.example/mqtt", "xn--bcher-kva.example"],
  ])("of %s is %s", (url, host) => {
    expect(hostOf(url)).toBe(host);
    expect(endpointOf(url).host).toBe(host);
  });
});

it("the scheme decides in any case", () => {
  expect([isEncrypted("MQTTS://h"), isEncrypted("MQTT://h"), endpointOf("MQTTS://h").protocol]).toEqual([
    true,
    false,
    "mqtts",
  ]);
});
