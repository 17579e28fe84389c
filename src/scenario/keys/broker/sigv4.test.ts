import { afterEach, expect, test, vi } from "vitest";
import { problemsOf, readOne } from "../../testing/fake-scenario-file.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const url = "wss://a1b2-ats.iot.eu-west-1.amazonaws.com/mqtt";

function scenario(keys: string, at = url): string {
  return `name: x\nsensors: { count: 2, every: 1s }\nbroker: { url: ${at}, sigv4: { ${keys} } }\n`;
}

const both = 'accessKeyId: "${AWS_ACCESS_KEY_ID}", secretAccessKey: "${AWS_SECRET_ACCESS_KEY}"';

test("the keys of a signature come from the environment", () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  const { broker } = readOne(scenario(`region: eu-west-1, ${both}`));
  expect(broker.kind === "url" && broker.sigv4).toEqual({
    region: "eu-west-1",
    service: "iotdevicegateway",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  });
  const plain = problemsOf(scenario(`region: eu-west-1, ${both}`, "mqtts://a1b2-ats.iot.eu-west-1.amazonaws.com"));
  expect(plain.join("\n")).toContain("broker.sigv4 is of WebSockets: wss://");
});

test.each([
  ["region: r, accessKeyId: AKIA, secretAccessKey: s3cr3t", "broker.sigv4.secretAccessKey is a secret in a scenario"],
  [
    "region: r, accessKeyId: AKIA, secretAccessKey: s3cr3t, sessionToken: s3cr3t",
    "broker.sigv4.sessionToken is a secret",
  ],
])("keys as such in a scenario are a mistake that does not show them: %s", (keys, told) => {
  const problems = problemsOf(scenario(keys)).join("\n");
  expect(problems).toContain(told);
  expect(problems).not.toContain("s3cr3t");
});
