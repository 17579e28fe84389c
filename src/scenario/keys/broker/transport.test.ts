import { expect, test } from "vitest";
import { problemsOf, readOne, twoSensors } from "../../testing/fake-scenario-file.ts";

test.each([
  ["", { protocol: "mqtt", tls: { minVersion: null, maxVersion: null, isResumed: false } }],
  ["transport: tls1.3-resumed", { protocol: "mqtts", tls: { minVersion: "1.3", maxVersion: "1.3", isResumed: true } }],
  ["transport: tls1.2\ntls: { resume: true }", { protocol: "mqtts", tls: { maxVersion: "1.2", isResumed: true } }],
  ['transport: wss\ntls: { maxVersion: "1.2" }', { protocol: "wss", tls: { minVersion: null, maxVersion: "1.2" } }],
  ["broker: mqtts://127.0.0.1\ntls: { resume: true }", { kind: "url", tls: { isResumed: true } }],
])("%j is %j", (text, expected) => {
  expect(readOne(`name: x\n${text}\n${twoSensors}\n`).broker).toMatchObject(expected);
});

test.each([
  ["transport: tsl", "transport: expected"],
  ["broker: mqtt://127.0.0.1\ntransport: tls", "transport is for a broker that mqbench starts; a URL says it"],
  ["tls: { resume: true }", "these are not: transport: tls or transport: wss are"],
  ["broker: ws://127.0.0.1\ntls: { resume: true }", "these are not: mqtts:// or wss:// are"],
  ['transport: tls1.2\ntls: { maxVersion: "1.3" }', "tls says again which version: transport: tls1.2 is 1.2 alone"],
  ['transport: tls\ntls: { minVersion: "1.3", maxVersion: "1.2" }', "nothing is left to offer"],
  ["transport: tls\nlink: { cut: { rate: 2/min } }", "cannot tell connections apart within TLS or WebSocket"],
])("%j is a mistake that says why", (text, words) => {
  expect(problemsOf(`name: x\n${text}\n${twoSensors}\n`).join("\n")).toContain(words);
});
