import { expect, test } from "vitest";
import { fakeBroker, fakeScenario, fakeSensors } from "../../testing/fake-scenario.ts";
import type { Scenario } from "../../scenario.ts";
import { accessSchema, findAccessMistakes } from "./access.ts";

const minted = { kind: "minted", name: "d-{id}", authority: null, alpn: [] } as const;
const named = { clientId: null, username: "d-{id}", password: "${SECRET}" };

function mistakes(by: "certificate" | "password", changes: Partial<Scenario>): readonly unknown[] {
  const broker = fakeBroker({ name: "mosquitto", protocol: "mqtts", access: { by, acl: [] } });
  return findAccessMistakes(fakeScenario({ broker, subscribers: [], ...changes }));
}

test("certificates are of the run, and come by TLS", () => {
  expect(mistakes("certificate", { sensors: [fakeSensors({ tls: minted })] })).toEqual([]);
  expect(mistakes("certificate", { sensors: [fakeSensors()] })).toEqual([
    [
      "sensors",
      "sensors cannot be let in: broker.access by certificate needs one that is made for the run: add `tls: { mint: { name: … } }`",
    ],
  ]);
  const plain = fakeBroker({ name: "mosquitto", access: { by: "certificate", acl: [] } });
  expect(mistakes("certificate", { broker: plain, sensors: [fakeSensors({ tls: minted })] })).toEqual([
    ["broker", "broker.access by certificate needs TLS: add `transport: tls` or `transport: wss`"],
  ]);
});

test("passwords need user names, without what ends one in the broker's file", () => {
  expect(mistakes("password", { sensors: [fakeSensors({ identity: named })] })).toEqual([]);
  expect(mistakes("password", { sensors: [fakeSensors()] })).toEqual([
    ["sensors", "sensors cannot be let in: broker.access by password needs `username` and `password`"],
  ]);
  expect(mistakes("password", { sensors: [fakeSensors({ identity: { ...named, username: "a:{id}" } })] })).toEqual([
    ["sensors", "sensors cannot be let in: a user name has a colon, at which the broker's file of passwords ends it"],
  ]);
});

test("a load that makes clients of its own cannot be let in", () => {
  const load = { kind: "handshake", withholdNs: 1e9, timeoutNs: 1e9, settleNs: 1e9 } as const;
  expect(mistakes("certificate", { load, sensors: [fakeSensors({ tls: minted })] })).toEqual([
    ["broker", "broker.access lets in the scenario's clients, and load handshake connects its own: leave it out"],
  ]);
});

test.each([
  ["pattern write plants/%u/#", true],
  ["user reader", true],
  ["topic a b/c", true],
  ["topics read plants/#", false],
  ["topic read plants\nallow_anonymous true", false],
])("a line of an access list: %s", (line, isOne) => {
  expect(accessSchema.safeParse({ by: "password", acl: [line] }).success).toBe(isOne);
});
