/**
 * The answering process: it calls for probes, and answers each at once with the time at which it does. It ends with its parent, however
 * that ends.
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { handleOf, writeTo } from "../mqtt/tcp-transport.ts";
import { trialClock } from "./clock.ts";
import { meanMsBetweenCalls, probeBytes, writeStamp } from "./probe-packets.ts";

/** What it tells its parent. */
export interface FromAnswerer {
  readonly port: number;
  readonly callingPort: number;
}

const host = "127.0.0.1";
const now = trialClock(BigInt(process.argv[2] ?? "0"));
const answer = new Uint8Array(probeBytes);
const nothing = new Uint8Array(0);

function serve(socket: Socket): void {
  let received = 0;
  socket.on("data", (bytes) => {
    received += bytes.length;
    if (received < probeBytes) return;
    received -= probeBytes;
    writeStamp(answer, now());
    writeTo(handleOf(socket), answer, probeBytes);
  });
  socket.on("error", () => undefined);
}

/** At random, so that calls meet whatever a sending thread is at as often as it is at that; until the process ends. */
function callFromNowOn(port: number): void {
  setTimeout(
    () => {
      // A datagram: what reads an answer is then as cold as after a timer.
      caller.send(nothing, port, host);
      callFromNowOn(port);
    },
    meanMsBetweenCalls * 2 * Math.random(),
  );
}

// A Ctrl-C in a terminal, or `timeout`, reaches the whole process group: the parent decides when it ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
// The parent wants it to end, or is gone, however it went.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
const caller = createSocket("udp4", (_, { port }) => callFromNowOn(port));
// Who is called may be gone.
caller.on("error", () => undefined);
caller.bind(0, host);
const server = createServer({ noDelay: true }, serve);
server.listen({ port: 0, host, backlog: 1024 });
await Promise.all([once(caller, "listening"), once(server, "listening")]);
const address = server.address();
if (address !== null && typeof address === "object")
  process.send?.({ port: address.port, callingPort: caller.address().port } satisfies FromAnswerer);
