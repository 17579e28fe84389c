/** Starts a shard in a process of its own: a process may hold only so many descriptors. */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { workerEnvironment } from "../../child-environment.ts";
import { MqbenchError } from "../../errors.ts";
import { nextOfKind } from "./running-worker.ts";
import type { RunningWorker } from "./running-worker.ts";
import type { ShardTask, ToWorker } from "../messages.ts";

/** Of what it printed, for the message of one that failed. */
const keptOutput = 4000;

/** What a worker process is sent: its task first. */
export type ToProcess = ShardTask | ToWorker;

export function startProcess(task: ShardTask): RunningWorker {
  const child = fork(new URL("worker-process.js", import.meta.url), {
    env: workerEnvironment(),
    // Keeps the typed arrays of a report as they are.
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let output = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output = (output + text).slice(-keptOutput);
  });
  // Sending to one that has just ended fails, and its end is told by `close`.
  const post = (message: ToProcess): void => void child.send(message, () => undefined);
  let isEnding = false;
  const failed = new Promise<Error>((resolve) => {
    child.once("error", (cause) => resolve(cannotStart(cause)));
    child.once("close", (code, signal) => {
      if (!isEnding)
        resolve(signal === null ? new Error(`a sending process failed (${code}):\n${output}`) : killed(signal));
    });
  });
  post(task);
  return {
    pid: child.pid ?? null,
    failed,
    post,
    onMessage: (listener) => void child.on("message", listener),
    next: async (kind) => await nextOfKind(child, kind),
    terminate: async () => {
      isEnding = true;
      await kill(child);
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => {
    child.once("exit", resolve);
  });
  child.kill("SIGKILL");
  await ended;
}

function cannotStart(cause: Error): MqbenchError {
  return new MqbenchError("invalid", `a sending process could not be started: ${cause.message}`, { cause });
}

function killed(signal: NodeJS.Signals): MqbenchError {
  return new MqbenchError("invalid", `a sending process was ended from outside (${signal})`, {
    ...(signal === "SIGKILL" && {
      hint: "the system does so when memory runs out: `mqbench doctor` says what a fleet needs",
    }),
  });
}
