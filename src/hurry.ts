/** Waits that end soon once the user asks to stop: each has so long, and all of them together less than 5 s. */

/** How long something is still waited for once the hurry has begun, in milliseconds. */
export interface Grace {
  /** From when it is waited for. */
  readonly ms: number;
  /** From when the hurry began: what came before in the ending has taken its part. */
  readonly byMs: number;
}

/** In the order of an ending. docs/method.md has them in words. */
export const graces = {
  /** What nothing was measured with yet. */
  begin: { ms: 0, byMs: 0 },
  drain: { ms: 1500, byMs: 2000 },
  /** For what may be left at the broker by an experiment that is driven step by step. */
  cleanUp: { ms: 2000, byMs: 2500 },
  /** For a sample, for what the shards have seen, the link has done and the kernel has counted. */
  ask: { ms: 300, byMs: 2900 },
  /** For the clients' connections to close, and the shards to tell what they have. */
  tell: { ms: 1000, byMs: 3800 },
  /** For workers, link and answering process to end by themselves. */
  end: { ms: 500, byMs: 4100 },
  /** For the broker to end by itself, and for what clears up after it. */
  broker: { ms: 500, byMs: 4500 },
} as const satisfies Readonly<Record<string, Grace>>;

/** Whether, and since when, the user asks to stop. */
export class Hurry {
  readonly #listeners = new Set<() => void>();
  /** null: not yet. */
  #fromMs: number | null = null;

  get hasBegun(): boolean {
    return this.#fromMs !== null;
  }

  /** Once: what comes later changes nothing. */
  begin(): void {
    if (this.#fromMs !== null) return;
    this.#fromMs = performance.now();
    for (const act of this.#listeners) act();
    this.#listeners.clear();
  }

  /** Acts when it begins, at once where it has; returns what takes that back. */
  onBegin(act: () => void): () => void {
    if (this.hasBegun) act();
    else this.#listeners.add(act);
    return () => void this.#listeners.delete(act);
  }

  /** How long is still to be waited, from now; without end before the hurry. */
  leftMs({ ms, byMs }: Grace): number {
    if (this.#fromMs === null) return Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(ms, this.#fromMs + byMs - performance.now()));
  }
}

/** The hurry of waits that are never cut short. */
export const unhurried = new Hurry();

/** What is waited for; `instead` when it has not come within its grace. Rejects as it does. */
export async function unlessHurried<T, E>(
  waited: Promise<T>,
  hurry: Hurry,
  instead: E,
  grace: Grace = graces.ask,
): Promise<T | E> {
  return await new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const forget = hurry.onBegin(() => {
      timer = setTimeout(() => resolve(instead), hurry.leftMs(grace));
    });
    const settle = (): void => {
      clearTimeout(timer);
      forget();
    };
    waited.finally(settle).then(resolve, reject);
  });
}

/** Waits so long; or, once the hurry has begun, no longer than its grace. Unlike a timer of its own it keeps the process alive. */
export async function patience(ms: number, hurry: Hurry, grace: Grace): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await unlessHurried(passed, hurry, undefined, grace);
  clearTimeout(timer);
}

export async function begun(hurry: Hurry): Promise<void> {
  await new Promise<void>((resolve) => {
    hurry.onBegin(resolve);
  });
}
