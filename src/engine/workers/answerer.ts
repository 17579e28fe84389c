/** The answering process of a trial, by which its sending threads learn how late they read: starts it and ends it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { plainEnvironment } from "../../child-environment.ts";
import { MqbenchError } from "../../errors.ts";
import { graces, patience } from "../../hurry.ts";
import type { Hurry } from "../../hurry.ts";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import type { FromAnswerer } from "../answerer-process.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { answererStartMs, endMs } from "../waits.ts";

/** Of what it printed, for the message of one that did not start. */
const keptOutput = 2000;

export interface Answerer {
  readonly endpoint: Endpoint;
  /** In words, once it has ended before it was told to; null: it answers. */
  readonly ended: string | null;
  /** Idempotent; `hurry`: it is given less time to end by itself. */
  stop(hurry: Hurry): Promise<void>;
}

/** `epoch`: zero of the times that it answers with. */
export async function startAnswerer(epoch: bigint): Promise<Answerer> {
  const child = fork(new URL("answerer-process.js", import.meta.url), [String(epoch)], {
    env: plainEnvironment(),
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let output = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output = (output + text).slice(-keptOutput);
  });
  let isStopping = false;
  let ended: string | null = null;
  const ending = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  void ending.then((how) => {
    if (!isStopping) ended = `the answering process ended by itself (${how})`;
  });
  const listening = new Promise<FromAnswerer>((resolve) => {
    child.once("message", (told: FromAnswerer) => resolve(told));
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`not listening after ${answererStartMs / 1000} s`), answererStartMs);
  });
  const told = await Promise.race([listening, late, ending]);
  clearTimeout(timer);
  if (typeof told === "string") {
    child.kill("SIGKILL");
    throw new MqbenchError("invalid", `the answering process did not start: ${told}\n${output}`.trim());
  }
  return {
    endpoint: loopbackEndpoint(told.port),
    get ended() {
      return ended;
    },
    stop: async (hurry) => {
      if (isStopping || child.exitCode !== null || child.signalCode !== null) return;
      isStopping = true;
      const gone = once(child, "exit");
      // A signal to end it may come from others, to the whole process group: it listens to its parent alone.
      if (child.connected) child.disconnect();
      await Promise.race([gone, patience(endMs, hurry, graces.end)]);
      child.kill("SIGKILL");
      await gone;
    },
  };
}
