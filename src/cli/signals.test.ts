import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { listenForStop } from "./signals.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
  process.removeAllListeners("SIGINT");
  process.removeAllListeners("SIGTERM");
  process.removeAllListeners("SIGHUP");
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

it("the end of the terminal stops in order, however often it is told", async () => {
  const signals = listenForStop(() => undefined);
  let hasLeft = false;
  void signals.leave.then(() => {
    hasLeft = true;
  });
  process.emit("SIGHUP");
  vi.advanceTimersByTime(1000);
  process.emit("SIGHUP");
  await signals.interrupted;
  expect([hasLeft, signals.stoppedBy()]).toEqual([false, "hungUp"]);
});
