/** The entry of a worker thread: one shard. */
import { parentPort, workerData } from "node:worker_threads";
import { shardLoadOf } from "./shard-loads.ts";
import { hostShard } from "./shard/shard-host.ts";
import type { FromWorker, ShardTask, ToWorker } from "./messages.ts";

const port = parentPort;
if (port === null) throw new Error("worker.ts runs as a worker thread");
const task: ShardTask = workerData;
const shard = await hostShard(task, (message: FromWorker) => port.postMessage(message), shardLoadOf);
port.on("message", (message: ToWorker) => shard.handle(message));
