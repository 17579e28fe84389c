/** Ctrl-C, SIGTERM and the end of the terminal: once to stop in order; Ctrl-C or SIGTERM twice to leave at once. */

/** A SIGTERM that comes so soon after the first is the same: `timeout` sends it to mqbench and to its process group. */
const sameSignalMs = 200;

export interface StopSignals {
  /** Resolves at the first signal. */
  readonly interrupted: Promise<void>;
  /** Resolves at the second. */
  readonly leave: Promise<void>;
  /** How the run was asked to stop; null when it was not. */
  readonly stoppedBy: () => StopName | null;
}

type StopName = "hungUp" | "interrupted" | "terminated";

export function listenForStop(onFirst: () => void): StopSignals {
  let stoppedBy: StopName | null = null;
  let stoppedAtMs = 0;
  let stop = (): void => undefined;
  let goNow = (): void => undefined;
  const interrupted = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const leave = new Promise<void>((resolve) => {
    goNow = resolve;
  });
  const onSignal = (how: StopName): void => {
    if (stoppedBy !== null) {
      // A terminal that ends may say so twice, by itself and by its shell.
      if (how === "hungUp") return;
      if (how === "interrupted" || performance.now() - stoppedAtMs > sameSignalMs) goNow();
      return;
    }
    stoppedBy = how;
    stoppedAtMs = performance.now();
    onFirst();
    stop();
  };
  process.on("SIGINT", () => onSignal("interrupted"));
  process.on("SIGTERM", () => onSignal("terminated"));
  process.on("SIGHUP", () => onSignal("hungUp"));
  return { interrupted, leave, stoppedBy: () => stoppedBy };
}
