/** Wakes a sending thread at due times: a thread beside it sleeps until then, more exactly than a timer of an event loop, which counts whole milliseconds. */
import { Worker } from "node:worker_threads";
import { firstLeadNs, nextLead } from "./lead.ts";

export interface Metronome {
  /** Rings once when that time has come; times do not go back. False: it is too soon for that, the caller looks itself. */
  aim(dueNs: number): boolean;
  end(): void;
}

export type StartMetronome = (ring: () => void) => Metronome;

/** What the two threads share. The time is written before the word is. */
export interface MetronomeTask {
  readonly epoch: bigint;
  /** No two times that are aimed at lie closer. */
  readonly gridNs: number;
  /** One word: how many times were aimed at; `ended`. */
  readonly aims: Int32Array;
  /** When to call, in ns since the trial began. */
  readonly aimNs: Float64Array;
}

export const ended = -1;

/** All that it does is sleep and count. */
const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };

export function startMetronome(
  { epoch, gridNs, now }: { readonly epoch: bigint; readonly gridNs: number; readonly now: () => number },
  ring: () => void,
): Metronome {
  const aims = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const aimNs = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  const task: MetronomeTask = { epoch, gridNs, aims, aimNs };
  const worker = new Worker(new URL("metronome-thread.js", import.meta.url), { workerData: task, resourceLimits });
  // What is sent keeps the thread alive, not what would wake it.
  worker.unref();
  let dueNs = Number.NaN;
  let leadNs = firstLeadNs;
  worker.on("message", () => {
    const tookNs = now() - (aimNs[0] ?? 0);
    // Rung for what has been seen to meanwhile: it rings again.
    if (tookNs < 0) return;
    leadNs = nextLead(leadNs, tookNs);
    while (now() < dueNs);
    ring();
  });
  // Without it nothing more would be sent: the sending thread ends with the reason.
  worker.on("error", (error) => {
    throw error;
  });
  return {
    aim(nextNs) {
      if (nextNs !== dueNs) {
        const isFirst = Number.isNaN(dueNs);
        dueNs = nextNs;
        aimNs[0] = nextNs - leadNs;
        Atomics.add(aims, 0, 1);
        if (isFirst) Atomics.notify(aims, 0);
      }
      // The metronome may have looked before it was told.
      return now() < (aimNs[0] ?? 0);
    },
    end() {
      Atomics.store(aims, 0, ended);
      Atomics.notify(aims, 0);
    },
  };
}
