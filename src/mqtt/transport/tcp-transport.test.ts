import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { buffer as readAll } from "node:stream/consumers";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { loopbackEndpoint } from "./endpoint.ts";
import { tcpTransport } from "./tcp-transport.ts";

const block = Uint8Array.from({ length: 65_536 }, (_, at) => at % 251);

it("writes what the kernel takes at once without keeping the memory", async () => {
  const { transport, peer } = await connected();
  const memory = Uint8Array.of(1, 2, 3, 9);
  expect([transport.write(memory, 3), transport.pendingBytes]).toEqual([true, 0]);
  memory.fill(0);
  transport.end();
  expect([...(await readAll(peer))]).toEqual([1, 2, 3]);
  expect(transport.bytesWritten).toBe(3);
});

it("keeps every byte in order when the kernel is full, and counts each once", async () => {
  const { transport, peer } = await connected();
  // The peer reads nothing yet.
  let blocks = 0;
  for (let isTaken = true; isTaken; blocks += 1) isTaken = transport.write(block, block.length);
  expect(transport.pendingBytes).toBeGreaterThan(0);
  // Behind what is queued, not past it.
  expect(transport.write(Uint8Array.of(7), 1)).toBe(false);
  const all = readAll(peer);
  transport.end();
  const received = await all;
  const sent = Buffer.concat([...Array.from({ length: blocks }, () => block), Uint8Array.of(7)]);
  expect(received.equals(sent)).toBe(true);
  expect([transport.bytesWritten, transport.pendingBytes]).toEqual([sent.length, 0]);
});

it("goes on directly once the kernel has taken what was queued", async () => {
  const { transport, peer } = await connected();
  let bytes = 0;
  for (let isTaken = true; isTaken; bytes += block.length) isTaken = transport.write(block, block.length);
  let received = 0;
  await new Promise<void>((resolve) => {
    peer.on("data", (chunk: Uint8Array) => {
      received += chunk.length;
      if (received === bytes) resolve();
    });
    peer.resume();
  });
  expect([transport.write(Uint8Array.of(7), 1), transport.bytesWritten]).toEqual([true, bytes + 1]);
});

it("writes nothing into a later connection that has got its descriptor", async () => {
  const first = await connected();
  first.transport.destroy();
  const second = await connected();
  first.transport.write(Uint8Array.of(1, 1, 1), 3);
  second.transport.write(Uint8Array.of(2), 1);
  second.transport.end();
  expect([...(await readAll(second.peer))]).toEqual([2]);
});

it("tells of a connection that the other side has broken", async () => {
  const { transport, peer, closed } = await connected();
  peer.resetAndDestroy();
  for (let write = 0; write < 3; write += 1) transport.write(Uint8Array.of(1), 1);
  await expect(closed).resolves.toMatch(/reset|closed/u);
});

it("counts what it accepted when the other side has broken the connection, whether the kernel took it or not", async () => {
  const { transport, peer, closed } = await connected();
  peer.resetAndDestroy();
  for (let write = 0; write < 5; write += 1) transport.write(Uint8Array.of(1, 2), 2);
  await closed;
  expect(transport.bytesWritten).toBe(10);
});

it("counts what it accepted after the other side has ended the connection, which Node then drops", async () => {
  const { transport, peer, closed } = await connected();
  const end = { isTold: false };
  void closed.then(() => {
    end.isTold = true;
  });
  peer.end();
  let bytes = 0;
  // Node ends its own side as soon as it has read the end of the other, and the connection is closed a turn later.
  for (; !end.isTold; bytes += 2) {
    transport.write(Uint8Array.of(1, 2), 2);
    await nextTurn();
  }
  expect(transport.bytesWritten).toBe(bytes);
});

it("counts what still waits for the kernel when it is destroyed", async () => {
  const { transport, closed } = await connected();
  let bytes = 0;
  for (let isTaken = true; isTaken; bytes += block.length) isTaken = transport.write(block, block.length);
  transport.write(block, block.length);
  transport.destroy();
  await closed;
  expect(transport.bytesWritten).toBe(bytes + block.length);
});

/** A connection over loopback, and its other end, which reads nothing yet. */
async function connected() {
  const server = createServer({ pauseOnConnect: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  const accepted = new Promise<Socket>((resolve) => {
    server.once("connection", resolve);
  });
  let tell: (cause: string) => void = () => undefined;
  const closed = new Promise<string>((resolve) => {
    tell = resolve;
  });
  let isConnected: () => void = () => undefined;
  const connecting = new Promise<void>((resolve) => {
    isConnected = resolve;
  });
  const transport = tcpTransport(
    loopbackEndpoint(address.port),
    new Uint8Array(65_536),
  )({ connected: () => isConnected(), data: () => undefined, closed: ({ words }) => tell(words) });
  onTestFinished(() => transport.destroy());
  await connecting;
  const peer = await accepted;
  onTestFinished(() => void peer.destroy());
  return { transport, peer, closed };
}
