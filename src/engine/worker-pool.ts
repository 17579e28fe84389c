/** The worker threads of one trial: starts them, talks to all at once, ends them. */
import { Worker } from "node:worker_threads";
import type { FromWorker, ShardTask, ToWorker } from "./worker-messages.ts";

type Reply<K extends FromWorker["kind"]> = Extract<FromWorker, { readonly kind: K }>;

export class WorkerPool {
  /** Rejects when a worker fails; never resolves. */
  readonly failed: Promise<never>;
  readonly #workers: readonly Worker[];

  constructor(tasks: readonly ShardTask[]) {
    this.#workers = tasks.map((task) => new Worker(new URL("worker.js", import.meta.url), { workerData: task }));
    this.failed = new Promise((_, reject) => {
      for (const worker of this.#workers) worker.on("error", reject);
    });
    // Whoever waits for something races against it; when nobody waits, it is not unhandled.
    this.failed.catch(() => undefined);
  }

  post(message: ToWorker): void {
    for (const worker of this.#workers) worker.postMessage(message);
  }

  /** The next message of a kind from every worker. */
  async collect<K extends FromWorker["kind"]>(kind: K): Promise<readonly Reply<K>[]> {
    const replies = this.#workers.map(
      async (worker) =>
        await new Promise<Reply<K>>((resolve) => {
          const onMessage = (message: FromWorker): void => {
            if (!isOfKind(message, kind)) return;
            worker.off("message", onMessage);
            resolve(message);
          };
          worker.on("message", onMessage);
        }),
    );
    return await Promise.race([Promise.all(replies), this.failed]);
  }

  async terminate(): Promise<void> {
    await Promise.all(this.#workers.map(async (worker) => await worker.terminate()));
  }
}

function isOfKind<K extends FromWorker["kind"]>(message: FromWorker, kind: K): message is Reply<K> {
  return message.kind === kind;
}
