import { expect, test } from "vitest";
import { handshakeOf, roundTripsOf } from "./handshake.ts";

const secured = (version: string, isResumed: boolean) => ({ version, cipher: "any", isResumed });

test.each([
  ["mqtt", null, 2],
  ["mqtts", secured("TLSv1.2", false), 4],
  ["mqtts", secured("TLSv1.2", true), 3],
  ["mqtts", secured("TLSv1.3", false), 3],
  ["mqtts", secured("TLSv1.3", true), 3],
  ["ws", null, 3],
  ["wss", secured("TLSv1.3", false), 4],
  ["wss", secured("TLSv1.2", false), 5],
] as const)("over %s with %j it takes %i round trips", (protocol, tls, expected) => {
  expect(roundTripsOf(protocol, tls)).toBe(expected);
});

test("what a socket counts after CONNACK is no part of the handshake", () => {
  const [then, now] = [
    { bytesWritten: 30, bytesRead: 4 },
    { bytesWritten: 130, bytesRead: 44 },
  ];
  expect(handshakeOf({ protocol: "mqtt", secured: null }, then, now)).toEqual({
    secured: null,
    roundTrips: 2,
    bytesUp: 30,
    bytesDown: 4,
    bytesUpSince: 100,
    bytesDownSince: 40,
  });
});
