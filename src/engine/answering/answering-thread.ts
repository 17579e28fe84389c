/**
 * A thread of the answering process, for one sending thread: it calls for a probe now and then, answers that at once, and stamps when. It waits in the
 * kernel, and again as soon as it has answered, as a broker written in C does: whatever else ran then would keep the
 * sending thread from its processor.
 */
import { openSync, readSync, writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { packetType } from "../../mqtt/wire/packet-types.ts";
import { trialClock } from "../clock.ts";
import { callBytes, writeCall } from "./probe-packets.ts";

export interface AnsweringTask {
  /** Descriptors of sockets that block: of the connection that calls, and of each probe. */
  readonly caller: number;
  readonly probes: readonly number[];
  /** Zero of the times. */
  readonly epoch: bigint;
}

/** Between two calls, at random. */
const meanMs = 5;
/** So many answers to nobody first: what V8 has compiled is as quick from stamp to kernel as a sending thread. */
const rehearsals = 30_000;
/** Packets of a probe are short: their remaining length is one byte (section 2.2.3). */
const mostBytes = 2 + 127;

const { caller, probes, epoch }: AnsweringTask = workerData;
const now = trialClock(epoch);
const call = new Uint8Array(callBytes);
const answer = new Uint8Array(4);
const read = new Uint8Array(mostBytes);
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Whether a whole packet came: false at the end of the connection. */
function awaitPacket(from: number): boolean {
  for (let held = 0; held < 2 || held < 2 + (read[1] ?? 0);) {
    const taken = readSync(from, read, held, read.length - held, null);
    if (taken === 0) return false;
    held += taken;
  }
  return true;
}

/** Returns when. */
function answerWith(to: number, type: number, identifierAt: number): number {
  answer[0] = type << 4;
  answer[1] = 2;
  answer[2] = read[identifierAt] ?? 0;
  answer[3] = read[identifierAt + 1] ?? 0;
  const nowNs = now();
  writeSync(to, answer, 0, answer.length);
  return nowNs;
}

function rehearse(): void {
  const nowhere = openSync("/dev/null", "w");
  for (let time = 0; time < rehearsals; time += 1) answerWith(nowhere, packetType.PUBREC, 0);
}

/** Until a connection ends. */
function callAndAnswer(): void {
  let [publishNs, pubrelNs] = [0, 0];
  for (let turn = 0; ; turn += 1) {
    Atomics.wait(sleeper, 0, 0, 2 * meanMs * Math.random());
    const probe = turn % probes.length;
    writeCall(call, { probe, publishNs, pubrelNs });
    writeSync(caller, call);
    const descriptor = probes[probe] ?? -1;
    if (!awaitPacket(descriptor)) return;
    // Behind the topic (section 3.3.2.2).
    const identifierAt = 4 + (read[2] ?? 0) * 256 + (read[3] ?? 0);
    publishNs = answerWith(descriptor, packetType.PUBREC, identifierAt);
    if (!awaitPacket(descriptor)) return;
    pubrelNs = answerWith(descriptor, packetType.PUBCOMP, 2);
  }
}

rehearse();
try {
  callAndAnswer();
} catch {
  // The sending thread is gone.
}
