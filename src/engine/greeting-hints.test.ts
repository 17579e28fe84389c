import { expect, it } from "vitest";
import { hintFor } from "./greeting-hints.ts";

const plain = { protocol: "mqtt", username: undefined } as const;

it("asks for a user only where none was given", () => {
  const refused = "broker refused CONNECT: bad user name or password (0x04)";
  expect(hintFor(refused, plain)).toBe("give MQBENCH_USERNAME and MQBENCH_PASSWORD, or mqtt://user:password@host");
  expect(hintFor(refused, { ...plain, username: "ann" })).toBe(
    "a user name was given, and the broker does not let it in: check both it and its password, and what the broker allows it",
  );
});

it.each([
  ["what listens there speaks TLS, not plain MQTT", "mqtt", "write mqtts:// for mqtt://"],
  ["what listens there does not speak TLS", "mqtts", "write mqtt:// for mqtts://"],
  ["what listens there does not speak TLS", "wss", "write ws:// for wss://"],
] as const)("%s, by %s: %s", (cause, protocol, hint) => {
  expect(hintFor(cause, { ...plain, protocol })).toBe(hint);
});

it("has nothing to add to what it does not know", () => {
  expect(hintFor("host unreachable", plain)).toBeUndefined();
});
