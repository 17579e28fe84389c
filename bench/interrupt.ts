/** What ends a benchmark that is interrupted: it clears up, and has the exit code of the signal. */
export function interruptible(): AbortSignal {
  const interrupt = new AbortController();
  for (const [signal, exitCode] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    process.on(signal, () => {
      process.exitCode = exitCode;
      interrupt.abort();
    });
  }
  return interrupt.signal;
}
