/** Ctrl-C and SIGTERM: once to stop in order, twice to leave at once. */

/** A SIGTERM that comes so soon after the first is the same: `timeout` sends it to mqbench and to its process group. */
const sameSignalMs = 200;

export interface StopSignals {
  /** Resolves at the first signal. */
  readonly interrupted: Promise<void>;
  /** Resolves at the second. */
  readonly leave: Promise<void>;
  /** How the run was asked to stop; null when it was not. */
  readonly stoppedBy: () => "interrupted" | "terminated" | null;
}

export function listenForStop(onFirst: () => void): StopSignals {
  let stoppedBy: "interrupted" | "terminated" | null = null;
  let stoppedAtMs = 0;
  let stop = (): void => undefined;
  let goNow = (): void => undefined;
  const interrupted = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const leave = new Promise<void>((resolve) => {
    goNow = resolve;
  });
  const onSignal = (how: "interrupted" | "terminated"): void => {
    if (stoppedBy !== null) {
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
  return { interrupted, leave, stoppedBy: () => stoppedBy };
}
