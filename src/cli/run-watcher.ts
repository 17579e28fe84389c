/** Who is told of a run while it goes: a live page, a collector. */
import type { RunOptions } from "../engine/run.ts";
import type { RunResult } from "../result/schema.ts";

export interface RunWatcher {
  /** The run has begun. `result`: grows while it goes. */
  follow(result: RunResult): void;
  progress(progress: Parameters<RunOptions["onProgress"]>[0]): void;
  /** A trial may be over: the result has grown. */
  saved(): void;
  /** The run is over, and `text` says where its result is. */
  end(text: string): Promise<void>;
}
