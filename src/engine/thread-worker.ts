/** Starts a shard in a thread of this process. */
import { Worker } from "node:worker_threads";
import { nextOfKind } from "./running-worker.ts";
import type { RunningWorker } from "./running-worker.ts";
import type { ShardTask } from "./worker-messages.ts";

export function startThread(task: ShardTask): RunningWorker {
  const worker = new Worker(new URL("worker.js", import.meta.url), { workerData: task });
  return {
    pid: null,
    failed: new Promise((_, reject) => {
      worker.on("error", reject);
    }),
    post: (message) => worker.postMessage(message),
    next: async (kind) => await nextOfKind(worker, kind),
    terminate: async () => void (await worker.terminate()),
  };
}
