import { afterEach, expect, it, vi } from "vitest";
import { usualTls } from "./broker-spec.ts";
import { credentialsProblem } from "./credentials.ts";
import type { UrlSpec } from "./broker-spec.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

function brokerAt(...urls: readonly string[]): UrlSpec {
  return {
    kind: "url",
    urls,
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
  };
}

it.each([
  ["3.1.1", "native", "mqtt://:pw@127.0.0.1", "a password without a user name: MQTT 3.1.1 has none"],
  ["3.1.1", "mqttjs", "mqtt://:pw@127.0.0.1", "a password without a user name: MQTT 3.1.1 has none"],
  ["5", "native", "mqtt://:pw@127.0.0.1", undefined],
  ["5", "mqttjs", "mqtt://:pw@127.0.0.1", "a password without a user name: MQTT.js sends none"],
  ["3.1.1", "native", "mqtt://user:pw@127.0.0.1", undefined],
  ["3.1.1", "native", "mqtt://user@127.0.0.1", undefined],
  ["3.1.1", "native", "mqtt://127.0.0.1", undefined],
] as const)("under MQTT %s, client %s, %s: %s", (protocol, client, url, problem) => {
  expect(credentialsProblem({ broker: brokerAt(url), protocol, client })).toBe(problem);
});

it("looks at the environment, and at every broker", () => {
  vi.stubEnv("MQBENCH_PASSWORD", "pw");
  const broker = brokerAt("mqtt://user@127.0.0.1:1", "mqtt://127.0.0.1:2");
  expect(credentialsProblem({ broker, protocol: "3.1.1", client: "native" })).toMatch(/^a password without/u);
  vi.stubEnv("MQBENCH_USERNAME", "user");
  expect(credentialsProblem({ broker, protocol: "3.1.1", client: "native" })).toBeUndefined();
});

it.each([
  ["a%00b", "", "the user name has the control character U+0000 in it: brokers may close the connection"],
  ["secret%0A", "", "the user name has the control character U+000A in it: brokers may close the connection"],
  ["%C3%A4".repeat(32_768), "", "the user name has 65,536 bytes, more than 65,535"],
  ["a", "x".repeat(65_536), "the password has 65,536 bytes, more than 65,535"],
  // A password is bytes.
  ["%C3%A4", "a%00%0A", undefined],
])(
  "a user name and password that MQTT does not allow are refused, without the words themselves",
  (user, password, problem) => {
    const broker = brokerAt(`mqtt://${user}:${password}@127.0.0.1`);
    expect(credentialsProblem({ broker, protocol: "3.1.1", client: "native" })).toBe(problem);
  },
);
