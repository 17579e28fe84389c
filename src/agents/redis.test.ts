import { expect, test } from "vitest";
import { parseRedisAddress } from "./redis.ts";

test.each([
  ["redis://127.0.0.1:6400", { host: "127.0.0.1", port: 6400, isEncrypted: false, password: null, database: 0 }],
  ["redis://localhost", { host: "localhost", port: 6379 }],
  [
    "rediss://me:p%40ss@10.0.0.7/3",
    { host: "10.0.0.7", isEncrypted: true, username: "me", password: "p@ss", database: 3 },
  ],
  ["/run/redis.sock", { path: "/run/redis.sock" }],
])("%s is an address", (text, expected) => {
  expect(parseRedisAddress(text)).toMatchObject(expected);
});

test.each([
  ["redis://10.0.0.7", "--redis: redis://10.0.0.7 is on another machine, and redis:// is not encrypted"],
  [
    "http://127.0.0.1",
    "--redis: expected redis://HOST:PORT, rediss://HOST:PORT, or the path of a socket, got http://127.0.0.1",
  ],
  ["redis://:secret@10.0.0.7", "--redis: redis://10.0.0.7 is on another machine, and redis:// is not encrypted"],
  ["redis://127.0.0.1/x", "--redis: expected the number of a database after the port, got redis://127.0.0.1/x"],
])("%s is refused, without what must not be shown", (text, message) => {
  expect(() => parseRedisAddress(text)).toThrow(message);
});
