import { expect, test } from "vitest";
import { parseLiveAddress } from "./live-address.ts";

test.each([
  [true, { host: "127.0.0.1", port: 0 }],
  ["0", { host: "127.0.0.1", port: 0 }],
  ["9464", { host: "127.0.0.1", port: 9464 }],
  ["localhost:9464", { host: "localhost", port: 9464 }],
  ["0.0.0.0:9464", { host: "0.0.0.0", port: 9464 }],
  ["[::]:9464", { host: "::", port: 9464 }],
  ["[::1]:9464", { host: "::1", port: 9464 }],
] as const)("%s is an address: this machine's loopback, unless a host is named", (given, address) => {
  expect(parseLiveAddress(given)).toEqual(address);
});

test.each(["", "smoke", "-1", "65536", "127.0.0.1", "127.0.0.1:", ":80", "http://127.0.0.1:80", "a b:80"])(
  "%j is none, and the error says what is",
  (given) => {
    expect(() => parseLiveAddress(given)).toThrow(`--live: expected a port or HOST:PORT, got ${JSON.stringify(given)}`);
  },
);
