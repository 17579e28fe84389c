/** A thread of the answering process: it answers the probes of one connection until that ends. */
import { openSync, readSync, writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { trialClock } from "./clock.ts";
import { probeBytes } from "./lag-probe.ts";

export interface AnsweringTask {
  /** Of a socket that blocks. */
  readonly descriptor: number;
  /** Zero of the times that it answers with. */
  readonly epoch: bigint;
}

/** So many answers to nobody first: what V8 has compiled is as quick from stamp to kernel as a sending thread. */
const rehearsals = 30_000;
/** And so many before each: what has just woken up has nothing in the processor's caches, a sending thread that has just read has. */
const warming = 10;

const { descriptor, epoch }: AnsweringTask = workerData;
const now = trialClock(epoch);
const probe = new Uint8Array(probeBytes);
const answer = new Uint8Array(probeBytes);
const stamp = new DataView(answer.buffer);

function answerTo(to: number): void {
  stamp.setFloat64(0, now(), true);
  writeSync(to, answer, 0, probeBytes);
}

/** Whether a probe came: false at the end of the connection. */
function awaitProbe(): boolean {
  let received = 0;
  while (received < probeBytes) {
    const taken = readSync(descriptor, probe, received, probeBytes - received, null);
    if (taken === 0) return false;
    received += taken;
  }
  return true;
}

const nowhere = openSync("/dev/null", "w");

function rehearse(times: number): void {
  for (let time = 0; time < times; time += 1) answerTo(nowhere);
}

rehearse(rehearsals);
try {
  while (awaitProbe()) {
    rehearse(warming);
    answerTo(descriptor);
  }
} catch {
  // The sending thread is gone.
}
