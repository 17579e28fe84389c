/** The answering process of a trial, by which its sending threads learn how late they read: starts it and ends it. */
import { MqbenchError } from "../../errors.ts";
import type { Hurry } from "../../hurry.ts";
import { forkChild } from "../../machine/child.ts";
import { loopbackEndpoint } from "../../mqtt/transport/endpoint.ts";
import type { FromAnswerer } from "../answering/answerer-process.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { answererStartMs, endMs } from "../waits.ts";

export interface Answerer {
  readonly endpoint: Endpoint;
  /** Why it ended before it was told to, in words; null: it answers. */
  readonly ended: string | null;
  /** Idempotent; `hurry`: it is given less time to end by itself. */
  stop(hurry: Hurry): Promise<void>;
}

/** `epoch`: zero of the times that it answers with. */
export async function startAnswerer(epoch: bigint): Promise<Answerer> {
  const child = forkChild(new URL("../answering/answerer-process.js", import.meta.url), { args: [String(epoch)] });
  let isStopping = false;
  let ended: string | null = null;
  void child.ended.then((how) => {
    if (!isStopping) ended = `the answering process ended by itself (${how})`;
  });
  const listening = new Promise<FromAnswerer>((resolve) => {
    child.process.once("message", (told: FromAnswerer) => resolve(told));
  });
  const told = await child.whenListening(listening, answererStartMs);
  if (typeof told === "string") {
    await child.kill();
    throw new MqbenchError("invalid", `the answering process did not start: ${told}\n${child.output}`.trim());
  }
  return {
    endpoint: loopbackEndpoint(told.port),
    get ended() {
      return ended;
    },
    stop: async (hurry) => {
      if (isStopping || !child.isRunning) return;
      isStopping = true;
      await child.end({ by: "disconnect", withinMs: endMs, hurry });
    },
  };
}
