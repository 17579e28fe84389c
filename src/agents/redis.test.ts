import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { connectRedis, parseRedisAddress, redisOptions } from "./redis.ts";

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
  ["redis://127.0.0.1/-1", "--redis: expected the number of a database after the port, got redis://127.0.0.1/-1"],
  ["redis://me:100%@127.0.0.1", "--redis: user and password must be percent-encoded: write % as %25"],
  ["redis://me:se/cret@127.0.0.1", "--redis: what stands before the last @ of a URL is its user and password"],
])("%s is refused, without what must not be shown", (text, message) => {
  expect(() => parseRedisAddress(text)).toThrow(message);
});

test.each([
  ["rediss://redis.example.com", { servername: "redis.example.com" }],
  // RFC 6066: no address is a server's name.
  ["rediss://10.0.0.7", {}],
])("%s names its server as TLS may", (text, tls) => {
  expect(redisOptions(parseRedisAddress(text))).toHaveProperty("tls", tls);
});

test("a database that Redis does not have is told, and the first is not used in its place", async () => {
  const answers: Readonly<Record<string, string>> = {
    info: "$19\r\nredis_version:7.0.0\r\n",
    select: "-ERR DB index is out of range\r\n",
  };
  const server = createServer((socket) => {
    socket.setEncoding("utf8").on("data", (words: string) => {
      for (const [, command = ""] of words.matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/gu))
        socket.write(answers[command.toLowerCase()] ?? "+OK\r\n");
    });
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const own = server.address();
  if (own === null || typeof own === "string") throw new Error("no port");
  const address = `redis://127.0.0.1:${own.port}/99`;
  await expect(connectRedis(parseRedisAddress(address))).rejects.toThrow(
    `cannot use Redis at ${address}: ERR DB index is out of range`,
  );
});
