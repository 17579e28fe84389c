/** How late the kernel may end a thread's sleep so that it can end several at once (`timerslack_ns` of proc(5)): 50 µs, where nothing else is said. */
import { readlinkSync, writeFileSync } from "node:fs";

/** Asks the kernel to end this thread's sleeps on time. Where it cannot be asked they end a little later. */
export function wakeOnTime(): void {
  try {
    const thread = readlinkSync("/proc/thread-self").split("/").at(-1) ?? "";
    writeFileSync(`/proc/${thread}/timerslack_ns`, "1");
  } catch {
    // Without /proc, or with another kernel: what is late is measured as everything is.
  }
}
