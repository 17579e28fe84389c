/** The answering process: it answers every probe at once with the time at which it does. It ends with its parent, however that ends. */
import { createServer } from "node:net";
import type { Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { handleOf, makeBlocking } from "../mqtt/tcp-transport.ts";
import type { AnsweringTask } from "./answering-thread.ts";

/** What it tells its parent. */
export interface FromAnswerer {
  readonly port: number;
}

/** A thread for each connection: it waits in the kernel, and again as soon as it has answered, as a broker written in C does. */
function answer(socket: Socket): void {
  const handle = handleOf(socket);
  if (handle === null || !makeBlocking(handle)) throw new Error("Node has no blocking sockets here");
  const task: AnsweringTask = { descriptor: handle.fd, epoch: BigInt(process.argv[2] ?? "0") };
  const thread = new Worker(new URL("answering-thread.js", import.meta.url), { workerData: task });
  thread.once("exit", () => socket.destroy());
  socket.on("error", () => undefined);
}

const server = createServer({ noDelay: true, pauseOnConnect: true }, answer);
server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.send?.({ port: address.port } satisfies FromAnswerer);
});
// A Ctrl-C in a terminal, or `timeout`, reaches the whole process group: the parent decides when it ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
// The parent wants it to end, or is gone, however it went. An exit would wait for threads that wait in the kernel.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
