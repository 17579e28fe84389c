/** The workers of one trial: starts them, talks to all at once, ends them. */
import { startProcess } from "./process-worker.ts";
import type { Reply, RunningWorker } from "./running-worker.ts";
import { startThread } from "./thread-worker.ts";
import type { FromWorker, ShardTask, ToWorker } from "./worker-messages.ts";

export class WorkerPool {
  /** Rejects when a worker fails; never resolves. */
  readonly failed: Promise<never>;
  readonly #workers: readonly RunningWorker[];

  constructor(tasks: readonly ShardTask[], as: "threads" | "processes") {
    this.#workers = tasks.map(as === "threads" ? startThread : startProcess);
    this.failed = Promise.race(this.#workers.map(async ({ failed }) => await failed));
    // Whoever waits for something races against it; when nobody waits, it is not unhandled.
    this.failed.catch(() => undefined);
  }

  /** The processes besides this one. */
  get pids(): readonly number[] {
    return this.#workers.flatMap(({ pid }) => (pid === null ? [] : [pid]));
  }

  post(message: ToWorker): void {
    for (const worker of this.#workers) worker.post(message);
  }

  /** The next message of a kind from every worker. */
  async collect<K extends FromWorker["kind"]>(kind: K): Promise<readonly Reply<K>[]> {
    const replies = this.#workers.map(async (worker) => await worker.next(kind));
    return await Promise.race([Promise.all(replies), this.failed]);
  }

  async terminate(): Promise<void> {
    await Promise.all(this.#workers.map(async (worker) => await worker.terminate()));
  }
}
