/** The workers of one trial: talks to all at once, notices one that is lost, ends them. */
import { MqbenchError } from "../../errors.ts";
import { graces, patience } from "../../hurry.ts";
import type { Hurry } from "../../hurry.ts";
import type { Reply, RunningWorker } from "./running-worker.ts";
import { endMs, readyMs } from "../waits.ts";
import type { FromWorker, ToWorker } from "../messages.ts";

const tickMs = 1000;
/** Ticks in which a worker that has begun may be silent: it is asked at every tick. Ticks, so that a machine that slept does not count. */
const silentTicks = 15;

/** A worker that failed, ended by itself, or answers no more. */
interface Watched {
  readonly worker: RunningWorker;
  /** Resolves when it is lost. */
  readonly lost: Promise<Error>;
  readonly lose: (cause: Error) => void;
  isLost: boolean;
  /** Who waits for its answer. */
  readonly waiting: Set<() => void>;
  hasBegun: boolean;
  silent: number;
}

export class WorkerPool {
  /** Resolves when a worker is lost; never otherwise. */
  readonly lost: Promise<Error>;
  readonly #workers: readonly Watched[];
  readonly #watch: NodeJS.Timeout;

  constructor(workers: readonly RunningWorker[]) {
    this.#workers = workers.map(watched);
    this.lost = Promise.race(this.#workers.map(async ({ lost }) => await lost));
    this.#watch = setInterval(() => this.#tick(), tickMs);
  }

  /** The processes besides this one. */
  get pids(): readonly number[] {
    return this.#workers.flatMap(({ worker: { pid } }) => (pid === null ? [] : [pid]));
  }

  get size(): number {
    return this.#workers.length;
  }

  post(message: ToWorker): void {
    for (const { worker, isLost } of this.#workers) if (!isLost) worker.post(message);
  }

  /** The next message of a kind from every worker that is not lost meanwhile; `onReply` is called as each comes. */
  async collect<K extends FromWorker["kind"]>(
    kind: K,
    onReply: (reply: Reply<K>, place: number) => void = () => undefined,
  ): Promise<readonly Reply<K>[]> {
    const replies = this.#workers.map(async (each, place) => {
      const reply = await nextOrLost(each, kind);
      if (reply !== null) onReply(reply, place);
      return reply;
    });
    return (await Promise.all(replies)).filter((reply) => reply !== null);
  }

  /** After SIGKILL there is nothing to wait for but the kernel. */
  async terminate(hurry: Hurry): Promise<void> {
    clearInterval(this.#watch);
    const ended = Promise.all(this.#workers.map(async ({ worker }) => await worker.terminate()));
    await Promise.race([ended, patience(endMs, hurry, graces.end)]);
  }

  #tick(): void {
    for (const each of this.#workers) {
      if (each.isLost) continue;
      each.silent += 1;
      const limit = each.hasBegun ? silentTicks : readyMs / tickMs;
      if (each.silent > limit) {
        const what = each.hasBegun ? "has not answered" : "was not ready";
        each.lose(new MqbenchError("invalid", `${each.worker.noun} ${what} for ${limit} s, and was ended`));
        void each.worker.terminate();
      } else if (each.hasBegun) each.worker.post({ kind: "are you there" });
    }
  }
}

/** null: it is lost. Leaves nothing behind at the promise of its loss, which lasts as long as the trial. */
async function nextOrLost<K extends FromWorker["kind"]>(each: Watched, kind: K): Promise<Reply<K> | null> {
  if (each.isLost) return null;
  return await new Promise((resolve) => {
    const giveUp = (): void => resolve(null);
    each.waiting.add(giveUp);
    void each.worker.next(kind).then((reply) => {
      each.waiting.delete(giveUp);
      resolve(reply);
    });
  });
}

function watched(worker: RunningWorker): Watched {
  let lose: (cause: Error) => void = () => undefined;
  const silence = new Promise<Error>((resolve) => {
    lose = resolve;
  });
  const each: Watched = {
    worker,
    lost: Promise.race([worker.failed, silence]),
    lose: (cause) => lose(cause),
    isLost: false,
    waiting: new Set(),
    hasBegun: false,
    silent: 0,
  };
  worker.onMessage(() => {
    each.hasBegun = true;
    each.silent = 0;
  });
  void each.lost.then(() => {
    each.isLost = true;
    for (const tell of each.waiting) tell();
  });
  return each;
}
