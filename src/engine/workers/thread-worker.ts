/** Starts a shard in a thread of this process. */
import { Worker } from "node:worker_threads";
import { nextOfKind } from "./running-worker.ts";
import type { RunningWorker } from "./running-worker.ts";
import type { ShardTask } from "../messages.ts";

export function startThread(task: ShardTask): RunningWorker {
  const worker = new Worker(new URL("../worker.js", import.meta.url), { workerData: task });
  let isEnding = false;
  return {
    pid: null,
    failed: new Promise((resolve) => {
      worker.on("error", (error) => resolve(error instanceof Error ? error : new Error(String(error))));
      worker.on("exit", (code) => {
        if (!isEnding) resolve(new Error(`a sending thread ended by itself (${code})`));
      });
    }),
    onMessage: (listener) => void worker.on("message", listener),
    post: (message) => worker.postMessage(message),
    next: async (kind) => await nextOfKind(worker, kind),
    terminate: async () => {
      isEnding = true;
      await worker.terminate();
    },
  };
}
