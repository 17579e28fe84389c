/** The entry of a worker thread: one shard. */
import { parentPort, workerData } from "node:worker_threads";
import type { Endpoint } from "../mqtt/endpoint.ts";
import { openTransport } from "../mqtt/transport.ts";
import type { OpenTransport } from "../mqtt/transport.ts";
import { trialClock } from "./clock.ts";
import { Shard } from "./shard.ts";
import type { FromWorker, ShardTask, ToWorker } from "./worker-messages.ts";

/** Larger than most bursts of one subscriber, so that a read is one callback. */
const readBufferBytes = 256 * 1024;

const port = parentPort;
if (port === null) throw new Error("worker.ts runs as a worker thread");
const task: ShardTask = workerData;
const post = (message: FromWorker): void => port.postMessage(message);
const buffer = new Uint8Array(readBufferBytes);
const open = (endpoint: Endpoint): OpenTransport => openTransport(endpoint, buffer);
const shard = new Shard(task, { open, post, now: trialClock(task.epoch) });
port.on("message", (message: ToWorker) => shard.handle(message));
