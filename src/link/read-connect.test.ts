import { expect, test } from "vitest";
import { encodeConnect } from "../mqtt/wire/control-packets.ts";
import { bodyOf } from "../mqtt/wire/scanner.ts";
import { readClientId } from "./read-connect.ts";

test.each([
  { protocol: "3.1.1", isClean: true, clientId: "k3f900s0x17" },
  { protocol: "5", isClean: true, clientId: "k3f900s0x17" },
  // With a session expiry among the properties.
  { protocol: "5", isClean: false, clientId: "é" },
  { protocol: "3.1.1", isClean: true, clientId: "x".repeat(200) },
  { protocol: "3.1.1", isClean: true, clientId: "" },
] as const)("reads $clientId of MQTT $protocol", ({ protocol, isClean, clientId }) => {
  const packet = encodeConnect({ protocol, clientId, isClean, keepaliveSeconds: 60, username: "u", password: "p" });
  expect(readClientId(packet, bodyOf(packet, 0))).toBe(clientId);
});

test("a CONNECT that is cut short has no client id", () => {
  const packet = encodeConnect({ protocol: "3.1.1", clientId: "abcdef", isClean: true, keepaliveSeconds: 60 });
  for (const length of [4, 9, 14]) expect(readClientId(packet.subarray(0, length), 2)).toBeUndefined();
});
