/**
 * The answering process: it takes the connections of every sending thread's probes, and has a thread answer them. It ends with its parent,
 * however that ends.
 */
import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { handleOf, makeBlocking } from "../../mqtt/transport/tcp-transport.ts";
import type { AnsweringTask } from "./answering-thread.ts";
import { acceptance, clientIdOf } from "./probe-connect.ts";
import { hello, probesOfThread, readProbeClientId } from "./probe-packets.ts";
import { onParentGone } from "../../machine/on-parent-gone.ts";

/** What it tells its parent. */
export interface FromAnswerer {
  readonly port: number;
}

/** The connections of a sending thread, as far as they have come. */
interface Gathered {
  caller: Socket | undefined;
  readonly probes: (Socket | undefined)[];
}

const host = "127.0.0.1";
const epoch = BigInt(process.argv[2] ?? "0");
const byShard = new Map<number, Gathered>();

/** A connection says first whose it is. */
function greet(socket: Socket): void {
  socket.on("error", () => undefined);
  socket.once("data", (bytes) => {
    socket.pause();
    if (bytes[0] === hello) return gather(bytes[1] ?? 0, (known) => void (known.caller = socket));
    const found = readProbeClientId(clientIdOf(bytes));
    if (found === undefined) return void socket.destroy();
    socket.write(acceptance(bytes));
    gather(found.shard, (known) => void (known.probes[found.probe] = socket));
  });
}

function gather(shard: number, add: (known: Gathered) => void): void {
  const known = byShard.get(shard) ?? { caller: undefined, probes: [] };
  byShard.set(shard, known);
  add(known);
  const all = [known.caller, ...known.probes].filter((socket) => socket !== undefined);
  if (all.length === probesOfThread + 1) answer(all);
}

function answer(sockets: readonly Socket[]): void {
  const [caller = -1, ...probes] = sockets.map(descriptorOf);
  const task: AnsweringTask = { caller, probes, epoch };
  const thread = new Worker(new URL("answering-thread.js", import.meta.url), { workerData: task });
  thread.once("exit", () => {
    for (const socket of sockets) socket.destroy();
  });
}

function descriptorOf(socket: Socket): number {
  const handle = handleOf(socket);
  if (handle === null || !makeBlocking(handle)) throw new Error("Node has no blocking sockets here");
  return handle.fd;
}

// A Ctrl-C in a terminal, or `timeout`, reaches the whole process group: the parent decides when it ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
// The parent wants it to end, or is gone, however it went. An exit would wait for threads that wait in the kernel.
onParentGone(() => process.kill(process.pid, "SIGKILL"));
const server = createServer({ noDelay: true }, greet);
server.listen({ port: 0, host, backlog: 1024 });
await once(server, "listening");
const address = server.address();
if (address !== null && typeof address === "object") process.send?.({ port: address.port } satisfies FromAnswerer);
