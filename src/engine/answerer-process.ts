/**
 * The answering process: it calls for probes, and answers each at once with the time at which it does. It ends with its parent, however
 * that ends.
 */
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { handleOf, writeTo } from "../mqtt/tcp-transport.ts";
import { trialClock } from "./clock.ts";
import { callPacket, legs, meanMsBetweenCalls, probeBytes, writeStamp } from "./probe-packets.ts";

/** What it tells its parent. */
export interface FromAnswerer {
  readonly port: number;
}

const now = trialClock(BigInt(process.argv[2] ?? "0"));
const call = callPacket();
const answer = new Uint8Array(probeBytes);

function serve(socket: Socket): void {
  let received = 0;
  let answered = 0;
  let timer: NodeJS.Timeout | undefined;
  const callLater = (): void => {
    // At random, so that calls meet whatever a sending thread is at as often as it is at that.
    timer = setTimeout(() => writeTo(handleOf(socket), call, probeBytes), meanMsBetweenCalls * (0.5 + Math.random()));
  };
  socket.on("data", (bytes) => {
    received += bytes.length;
    if (received < probeBytes) return;
    received -= probeBytes;
    writeStamp(answer, now());
    writeTo(handleOf(socket), answer, probeBytes);
    answered += 1;
    if (answered % legs === 0) callLater();
  });
  socket.on("error", () => undefined);
  socket.on("close", () => clearTimeout(timer));
  callLater();
}

const server = createServer({ noDelay: true }, serve);
server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.send?.({ port: address.port } satisfies FromAnswerer);
});
// A Ctrl-C in a terminal, or `timeout`, reaches the whole process group: the parent decides when it ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
// The parent wants it to end, or is gone, however it went.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
