/** The entry of a metronome's thread: sleeps until the time aimed at, rings, and looks for the next one a step of the grid later. */
import { parentPort, workerData } from "node:worker_threads";
import { wakeOnTime } from "../../machine/timer-slack.ts";
import { trialClock } from "../clock.ts";
import { ended } from "./metronome.ts";
import type { MetronomeTask } from "./metronome.ts";

if (parentPort === null) throw new Error("metronome-thread.ts runs as a worker thread");
const { epoch, gridNs, aims, aimNs }: MetronomeTask = workerData;
const now = trialClock(epoch);
wakeOnTime();

/** The aim that was rung for: none yet. */
let rung = 0;
/** Sleeping is for nothing before it. */
let wakeNs = Number.POSITIVE_INFINITY;
for (;;) {
  const aim = Atomics.load(aims, 0);
  if (aim === ended) break;
  if (aim !== rung) wakeNs = aimNs[0] ?? 0;
  const leftNs = wakeNs - now();
  if (leftNs > 0) {
    Atomics.wait(aims, 0, aim, leftNs / 1e6);
  } else if (aim === rung) {
    // Who is late aims again when it is done.
    wakeNs += gridNs;
  } else {
    rung = aim;
    parentPort.postMessage(null);
    wakeNs += gridNs;
  }
}
