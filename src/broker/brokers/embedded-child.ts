/** One process of the embedded broker, from its start to its end. */
import { MqbenchError } from "../../errors.ts";
import { graces } from "../../hurry.ts";
import type { Hurry } from "../../hurry.ts";
import { setAffinity } from "../../machine/affinity.ts";
import { forkChild } from "../../machine/child.ts";
import type { Child } from "../../machine/child.ts";
import type { Protocol } from "../../mqtt/transport/protocols.ts";
import type { ServerPem } from "../certificates/client-listener.ts";
import type { ManagedSpec } from "../facts/broker-spec.ts";
import type { FromEmbedded, ToEmbedded } from "./embedded-process.ts";
import type { BrokerSample } from "../running-broker.ts";

const startTimeoutMs = 10_000;
const sampleTimeoutMs = 5000;
const stopTimeoutMs = 5000;

interface EmbeddedChildOptions {
  readonly config: ManagedSpec["config"];
  readonly cpus: string | null;
  /** 0: any that is free. */
  readonly port: number;
  /** What its clients come by. */
  readonly protocol: Protocol;
  /** null: nothing is encrypted. */
  readonly pem: ServerPem | null;
  /** It runs, and does not listen yet. */
  readonly onStarted?: () => void;
}

export class EmbeddedChild {
  /** The options, with the port that it listens on. */
  readonly options: EmbeddedChildOptions;
  readonly pid: number;
  readonly ended: Promise<string>;
  readonly #child: Child;

  /** Resolves when it listens. */
  static async start(options: EmbeddedChildOptions): Promise<EmbeddedChild> {
    const { config, cpus, protocol, pem } = options;
    const child = forkChild(new URL("embedded-process.js", import.meta.url), {
      args: [config],
      // So that its memory can be read after a collection.
      execArgv: ["--expose-gc"],
    });
    options.onStarted?.();
    // Its key is in a message: words of a command line are everybody's to read.
    const listen: ToEmbedded = { kind: "listen", port: options.port, protocol, pem };
    child.send(listen, () => undefined);
    const port = await child.whenListening(portOf(child), startTimeoutMs, endOf(child));
    if (typeof port === "string") {
      await child.kill();
      throw new MqbenchError("invalid", `the embedded broker did not start: ${port}\n${child.output}`.trim());
    }
    const started = new EmbeddedChild(child, { config, cpus, port, protocol, pem });
    if (cpus !== null)
      await setAffinity(started.pid, cpus, "broker.cpus.broker").catch(async (cause: unknown) => {
        await child.kill();
        throw cause;
      });
    return started;
  }

  private constructor(child: Child, options: EmbeddedChildOptions) {
    this.#child = child;
    this.options = options;
    this.pid = child.pid;
    this.ended = child.ended;
  }

  /** What it does not tell is a gap: it may be busy, or be ending. */
  async askGauges(isCollected: boolean): Promise<Omit<BrokerSample, "process">> {
    const child = this.#child.process;
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
      const request: ToEmbedded = { kind: "sample", isCollected };
      this.#child.send(request, ({ message }) => settle(failed(message)));
    });
  }

  /** Idempotent; `isKilled`: without telling it; `hurry`: it is given less time. */
  async stop(isKilled: boolean, hurry?: Hurry): Promise<void> {
    const by = isKilled ? "SIGKILL" : "disconnect";
    await this.#child.end({ by, withinMs: stopTimeoutMs, hurry, grace: graces.broker });
  }
}

async function portOf({ process: child }: Child): Promise<number> {
  return await new Promise((resolve) => {
    child.on("message", (message: FromEmbedded) => {
      if (message.kind === "listening") resolve(message.port);
    });
  });
}

/** When all that it printed is there. */
async function endOf(child: Child): Promise<string> {
  await child.closed;
  return await child.ended;
}
