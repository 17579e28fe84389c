import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { listenForStop } from "./signals.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
  process.removeAllListeners("SIGINT");
  process.removeAllListeners("SIGTERM");
});

it.each([
  ["SIGTERM", 50, false],
  ["SIGTERM", 1000, true],
  ["SIGINT", 50, true],
] as const)("a second %s, %i ms after the first, leaves at once: %s", async (signal, afterMs, leaves) => {
  const signals = listenForStop(() => undefined);
  let hasLeft = false;
  void signals.leave.then(() => {
    hasLeft = true;
  });
  process.emit(signal);
  vi.advanceTimersByTime(afterMs);
  process.emit(signal);
  await vi.advanceTimersByTimeAsync(0);
  expect([hasLeft, signals.stoppedBy()]).toEqual([leaves, signal === "SIGINT" ? "interrupted" : "terminated"]);
});
