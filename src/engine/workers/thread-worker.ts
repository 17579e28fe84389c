/** Starts a shard in a thread of this process. */
import { Worker } from "node:worker_threads";
import { systemRefusal } from "../../errors.ts";
import { cannotStart, nextOfKind } from "./running-worker.ts";
import type { RunningWorker } from "./running-worker.ts";
import type { ShardTask } from "../messages.ts";

/** The default, 48 MB, is a third of what a thread of 10,000 sensors takes; a message leaves too little behind for it to be of use. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

const noun = "a sending thread";

export function startThread(task: ShardTask): RunningWorker {
  let worker: Worker;
  try {
    worker = new Worker(new URL("../worker.js", import.meta.url), { workerData: task, resourceLimits });
  } catch (error) {
    return neverStarted(cannotStart(noun, error));
  }
  let isEnding = false;
  return {
    noun,
    pid: null,
    failed: new Promise((resolve) => {
      worker.on("error", (error) =>
        resolve(systemRefusal(error) ?? (error instanceof Error ? error : new Error(String(error)))),
      );
      worker.on("exit", (code) => {
        if (!isEnding) resolve(new Error(`${noun} ended by itself (${code})`));
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

function neverStarted(failure: Error): RunningWorker {
  return {
    noun,
    pid: null,
    failed: Promise.resolve(failure),
    onMessage: () => undefined,
    post: () => undefined,
    next: async () => await new Promise<never>(() => undefined),
    terminate: async () => undefined,
  };
}
