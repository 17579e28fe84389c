/** Starts a shard in a process of its own: a process may hold only so many descriptors. */
import { workerEnvironment } from "../../child-environment.ts";
import { MqbenchError } from "../../errors.ts";
import { forkChild } from "../../machine/child.ts";
import type { Ending } from "../../machine/child.ts";
import { cannotStart, nextOfKind } from "./running-worker.ts";
import type { RunningWorker } from "./running-worker.ts";
import type { ShardTask, ToWorker } from "../messages.ts";

/** Characters kept of what it printed, for the message of one that failed. */
const keptOutput = 4000;

const noun = "a sending process";

/** What a worker process is sent: its task first. */
export type ToProcess = ShardTask | ToWorker;

export function startProcess(task: ShardTask): RunningWorker {
  const child = forkChild(new URL("../worker-process.js", import.meta.url), {
    env: workerEnvironment(),
    // As a thread of this process has it.
    execArgv: process.execArgv,
    // Keeps the typed arrays of a report as they are.
    serialization: "advanced",
    keptOutput,
  });
  const post = (message: ToProcess): void => child.send(message);
  let isEnding = false;
  const failed = new Promise<Error>((resolve) => {
    void child.closed.then((ending) => {
      if (ending.kind === "not started") resolve(cannotStart(noun, ending.error));
      else if (!isEnding) resolve(failureOf(ending, child.output));
    });
  });
  post(task);
  return {
    noun,
    pid: child.pid === 0 ? null : child.pid,
    failed,
    post,
    onMessage: (listener) => void child.process.on("message", listener),
    next: async (kind) => await nextOfKind(child.process, kind),
    terminate: async () => {
      isEnding = true;
      await child.kill();
    },
  };
}

function failureOf({ code, signal }: Extract<Ending, { kind: "ended" }>, output: string): Error {
  return signal === null ? new Error(`${noun} failed (${code}):\n${output}`) : killed(signal);
}

function killed(signal: NodeJS.Signals): MqbenchError {
  return new MqbenchError("invalid", `${noun} was ended from outside (${signal})`, {
    ...(signal === "SIGKILL" && {
      hint: "the system does so when memory runs out: `mqbench doctor` says what a fleet needs",
    }),
  });
}
