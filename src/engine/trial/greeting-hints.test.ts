import { expect, it } from "vitest";
import { hintFor, hintForUnable } from "./greeting-hints.ts";

const plain = { protocol: "mqtt", username: undefined } as const;

it("asks for a user only where none was given", () => {
  expect(hintFor("not let in", plain)).toBe("give MQBENCH_USERNAME and MQBENCH_PASSWORD, or mqtt://user:password@host");
  expect(hintFor("not let in", { ...plain, username: "ann" })).toBe(
    "the broker refuses the user name that was given: check it, its password, and what the broker allows it",
  );
});

it.each([
  ["speaks TLS", "mqtt", "write mqtts:// for mqtt://"],
  ["speaks no TLS", "mqtts", "write mqtt:// for mqtts://"],
  ["speaks no TLS", "wss", "write ws:// for wss://"],
] as const)("%s, by %s: %s", (code, protocol, hint) => {
  expect(hintFor(code, { ...plain, protocol })).toBe(hint);
});

it.each([
  ["ws", /mqtt:\/\/ or mqtts:\/\//u],
  ["wss", /mqtts:\/\/, mqtt:\/\/ or ws:\/\//u],
  ["mqtts", /mqtt:\/\/, or wss:\/\//u],
  ["mqtt", /mqtts:\/\/, or ws:\/\//u],
] as const)("names the other transports where the broker ends a connection of %s without a word", (protocol, hint) => {
  expect(hintFor("closed", { ...plain, protocol })).toMatch(hint);
});

it("says what a lower granted QoS means, and what to do", () => {
  expect(hintForUnable(["mosquitto grants QoS 0 to a QoS 1 subscription"])).toBe(
    "it would deliver at QoS 0, whatever is published: subscribe at that (--set subscribers.qos=0), or let the broker grant more",
  );
  expect(hintForUnable(["embedded refuses MQTT 5"])).toBeUndefined();
});

it("has nothing to add to what it does not know", () => {
  expect(hintFor("other", plain)).toBeUndefined();
});
