/** The 16 bytes that say which message it is, and the filler behind them. */
import { fillSeeded, readIntendedUs, readSensor, readSequence, writeIdentity } from "../src/mqtt/payload.ts";
import { repeats } from "./task.ts";
import type { Task } from "./task.ts";

export function payloadTasks(): readonly Task[] {
  const bytes = new Uint8Array(64);
  let sum = 0;
  return [
    {
      name: "write the identity",
      run: () => {
        for (let n = 0; n < repeats; n += 1) writeIdentity(bytes, 0, 1, n, n, 1e9 + n);
      },
    },
    {
      name: "read the identity",
      run: () => {
        for (let n = 0; n < repeats; n += 1)
          sum += readSensor(bytes, 0) + readSequence(bytes, 0) + readIntendedUs(bytes, 0);
        if (sum < 0) throw new Error("read a negative number");
      },
    },
    {
      name: "fill 64 bytes, once a run",
      run: () => {
        for (let n = 0; n < repeats; n += 1) fillSeeded(bytes, n);
      },
    },
  ];
}
