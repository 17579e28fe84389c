/** One process of the embedded broker, from its start to its end. */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { plainEnvironment } from "../../child-environment.ts";
import { MqbenchError } from "../../errors.ts";
import { graces, patience, unhurried } from "../../hurry.ts";
import { setAffinity } from "../../machine/affinity.ts";
import type { ManagedSpec } from "../facts/broker-spec.ts";
import type { FromEmbedded, ToEmbedded } from "./embedded-process.ts";
import type { BrokerSample } from "../running-broker.ts";

const startTimeoutMs = 10_000;
const sampleTimeoutMs = 5000;
const stopTimeoutMs = 5000;
/** Of what it printed, for the message of a broker that did not start. */
const keptOutput = 2000;

interface EmbeddedChildOptions {
  readonly config: ManagedSpec["config"];
  readonly cpus: string | null;
  /** 0: any that is free. */
  readonly port: number;
  /** It runs, and does not listen yet. */
  readonly onStarted?: () => void;
}

export class EmbeddedChild {
  /** With the port that it listens on. */
  readonly options: EmbeddedChildOptions;
  readonly pid: number;
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;

  /** Resolves when it listens. */
  static async start(options: EmbeddedChildOptions): Promise<EmbeddedChild> {
    const { config, cpus } = options;
    const child = fork(new URL("embedded-process.js", import.meta.url), [config, String(options.port)], {
      env: plainEnvironment(),
      // So that its memory can be read after a collection.
      execArgv: ["--expose-gc"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    options.onStarted?.();
    let output = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-keptOutput);
    });
    const port = await listeningPort(child).catch((cause: unknown) => {
      child.kill("SIGKILL");
      throw new MqbenchError("invalid", `the embedded broker did not start: ${String(cause)}\n${output}`.trim());
    });
    const started = new EmbeddedChild(child, { config, cpus, port });
    if (cpus !== null)
      await setAffinity(started.pid, cpus, "broker.cpus.broker").catch((cause: unknown) => {
        child.kill("SIGKILL");
        throw cause;
      });
    return started;
  }

  private constructor(child: ChildProcess, options: EmbeddedChildOptions) {
    this.#child = child;
    this.options = options;
    this.pid = child.pid ?? 0;
    this.ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
  }

  /** What it does not tell is a gap: it may be busy, or be ending. */
  async askGauges(isCollected: boolean): Promise<Omit<BrokerSample, "process">> {
    const child = this.#child;
    const failed = (problem: string) => ({ gauges: {}, problems: [`the embedded broker's gauges: ${problem}`] });
    if (!child.connected) return failed("it has ended");
    return await new Promise((resolve) => {
      const onMessage = (message: FromEmbedded): void => {
        if (message.kind === "sample") settle({ gauges: message.gauges, problems: [] });
      };
      const onExit = (): void => settle(failed("it has ended"));
      const settle = (answer: Omit<BrokerSample, "process">): void => {
        clearTimeout(timer);
        child.off("message", onMessage);
        child.off("exit", onExit);
        resolve(answer);
      };
      const timer = setTimeout(() => settle(failed(`no answer within ${sampleTimeoutMs / 1000} s`)), sampleTimeoutMs);
      child.on("message", onMessage);
      child.once("exit", onExit);
      const request: ToEmbedded = { isCollected };
      child.send(request, (error) => {
        if (error !== null) settle(failed(error.message));
      });
    });
  }

  /** Idempotent; `isKilled`: without telling it; `hurry`: it is given less time. */
  async stop(isKilled: boolean, hurry = unhurried): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    // A signal to end it may come from others, to the whole process group: it listens to its parent alone.
    if (isKilled) child.kill("SIGKILL");
    else if (child.connected) child.disconnect();
    await Promise.race([this.ended, patience(stopTimeoutMs, hurry, graces.broker)]);
    child.kill("SIGKILL");
    await this.ended;
  }
}

async function listeningPort(child: ChildProcess): Promise<number> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not listening after ${startTimeoutMs / 1000} s`)), startTimeoutMs);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`it ended with code ${code}`));
    });
    child.on("message", (message: FromEmbedded) => {
      if (message.kind !== "listening") return;
      clearTimeout(timer);
      resolve(message.port);
    });
  });
}
