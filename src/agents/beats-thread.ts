/** The entry of the thread that tells agents that the run is there: a beat to each of their lists, until the thread is ended or Redis is gone. */
import { parentPort, workerData } from "node:worker_threads";
import type { ToAgent } from "./agent-messages.ts";
import type { BeatsChange, BeatsTask } from "./beats.ts";
import { beatMs } from "./known-agent.ts";
import { Outbox } from "./mailbox.ts";
import { connectRedis } from "./redis.ts";
import { Seal } from "./seal.ts";

const port = parentPort;
if (port === null) throw new Error("beats-thread.ts runs as a worker thread");
const { address, token }: BeatsTask = workerData;
const seal = new Seal(token);
const lists = new Set<string>();
port.on("message", ({ key, isTold }: BeatsChange) => void (isTold ? lists.add(key) : lists.delete(key)));

const redis = await connectRedis(address);
redis.once("close", () => port.postMessage("the connection of its beats ended"));
setInterval(() => {
  for (const key of lists) void new Outbox<ToAgent>(redis, key, seal).send({ kind: "beat" });
}, beatMs);
