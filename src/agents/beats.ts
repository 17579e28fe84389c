/** The run's signs of life, from a thread of its own: the run's thread may be busy for longer than agents wait, as when it joins what 100,000 sensors sent and saw. */
import { Worker } from "node:worker_threads";
import { messageOf } from "../errors.ts";
import type { RedisAddress } from "./redis.ts";

/** What the thread is given. */
export interface BeatsTask {
  readonly address: RedisAddress;
  readonly token: string;
}

/** Built, it stands beside this file. */
const entryOfThread = new URL("beats-thread.js", import.meta.url);

/** To the thread: a list that gets them from now on, or no longer. */
export interface BeatsChange {
  readonly key: string;
  readonly isTold: boolean;
}

export interface Beats {
  tell(change: BeatsChange): void;
  end(): Promise<void>;
}

/** `onLost`: they end, and why, unless that is wanted. */
export function startBeats(task: BeatsTask, onLost: (why: string) => void, entry: URL = entryOfThread): Beats {
  const worker = new Worker(entry, { workerData: task });
  // The run's own connections keep the process.
  worker.unref();
  let isEnding = false;
  worker.on("message", (why: string) => {
    if (!isEnding) onLost(why);
  });
  worker.on("error", (error) => {
    if (!isEnding) onLost(messageOf(error));
  });
  return {
    tell: (change) => worker.postMessage(change),
    end: async () => {
      isEnding = true;
      await worker.terminate();
    },
  };
}
