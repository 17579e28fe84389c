/** Waits that end soon once the user asks to stop. */

/** Of waits that nobody cuts short. */
export const unhurried: AbortSignal = new AbortController().signal;

/** What is waited for; `instead` when it has not come `graceMs` after the hurry began. Rejects as it does. */
export async function unlessHurried<T, E>(
  waited: Promise<T>,
  hurry: AbortSignal,
  instead: E,
  graceMs = 300,
): Promise<T | E> {
  return await new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = (): void => {
      timer = setTimeout(() => resolve(instead), graceMs);
    };
    const settle = (): void => {
      clearTimeout(timer);
      hurry.removeEventListener("abort", giveUp);
    };
    if (hurry.aborted) giveUp();
    else hurry.addEventListener("abort", giveUp, { once: true });
    waited.finally(settle).then(resolve, reject);
  });
}

/** So long; or, once the hurry has begun, so long after that at most. Unlike a timer of its own it keeps the process alive. */
export async function patience(ms: number, hurry: AbortSignal, hurriedMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await unlessHurried(passed, hurry, undefined, hurriedMs);
  clearTimeout(timer);
}

export async function aborted(hurry: AbortSignal): Promise<void> {
  if (hurry.aborted) return;
  await new Promise<void>((resolve) => {
    hurry.addEventListener("abort", () => resolve(), { once: true });
  });
}
