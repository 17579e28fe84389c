/** Starts and stops the embedded broker. */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { MqbenchError } from "../errors.ts";
import { setAffinity } from "./affinity.ts";
import type { ManagedSpec } from "./broker-spec.ts";
import { allLevels } from "./capabilities.ts";
import type { Capabilities } from "./capabilities.ts";
import { loopbackEndpoint } from "../mqtt/endpoint.ts";
import { embeddedOptions } from "./embedded-options.ts";
import type { FromEmbedded, ToEmbedded } from "./embedded-process.ts";
import { ProcessProbe } from "./process-probe.ts";
import type { BrokerSample, RunningBroker } from "./running-broker.ts";

const startTimeoutMs = 10_000;
const sampleTimeoutMs = 5000;
const stopTimeoutMs = 5000;
/** Of what it printed, for the message of a broker that did not start. */
const keptOutput = 2000;

export const embeddedCapabilities: Capabilities = {
  protocols: ["3.1.1"],
  publishQos: allLevels,
  subscribeQos: allLevels,
  subscriberWindow: null,
  connectionBytes: 20_800,
  notes: [
    "forwards a QoS 2 message at PUBLISH",
    "keeps nothing of what a clean session has not acknowledged",
    "delivers at the message's QoS to a filter with wildcards that was granted less",
  ],
};

export async function startEmbedded({ config, cpus }: ManagedSpec): Promise<RunningBroker> {
  const child = fork(new URL("embedded-process.js", import.meta.url), [config], {
    env: { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8" },
    // So that its memory can be read after a collection.
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let output = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output = (output + text).slice(-keptOutput);
  });
  const port = await listeningPort(child).catch((cause: unknown) => {
    child.kill("SIGKILL");
    throw new MqbenchError("invalid", `the embedded broker did not start: ${String(cause)}\n${output}`.trim());
  });
  if (cpus.broker !== null && child.pid !== undefined)
    await setAffinity(child.pid, cpus.broker, "broker.cpus.broker").catch((cause: unknown) => {
      child.kill("SIGKILL");
      throw cause;
    });
  let isStopping = false;
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => {
      if (!isStopping) resolve(`the embedded broker ended by itself (${signal ?? `exit code ${code}`})`);
    });
  });
  const probe = new ProcessProbe(child.pid === undefined ? [] : [child.pid]);
  const sample = async (isCollected: boolean): Promise<BrokerSample> => ({
    process: probe.sample(),
    ...(await askGauges(child, isCollected)),
  });
  return {
    facts: {
      kind: "embedded",
      name: "aedes",
      version: embeddedVersion(),
      url: `mqtt://127.0.0.1:${port}`,
      instances: 1,
      configuration: { config, ...embeddedOptions[config] },
    },
    endpoints: [loopbackEndpoint(port)],
    sample: async () => await sample(false),
    collect: async () => await sample(true),
    exited,
    async stop() {
      if (isStopping || child.exitCode !== null || child.signalCode !== null) return;
      isStopping = true;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const killer = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
      await ended;
      clearTimeout(killer);
    },
  };
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

/** What it does not tell is a gap: it may be busy, or be ending. */
async function askGauges(child: ChildProcess, isCollected: boolean): Promise<Omit<BrokerSample, "process">> {
  const failed = (problem: string) => ({ gauges: {}, problems: [`the embedded broker's gauges: ${problem}`] });
  if (!child.connected) return failed("it has ended");
  return await new Promise((resolve) => {
    const onMessage = (message: FromEmbedded): void => {
      if (message.kind === "sample") settle({ gauges: message.gauges, problems: [] });
    };
    const settle = (answer: Omit<BrokerSample, "process">): void => {
      clearTimeout(timer);
      child.off("message", onMessage);
      resolve(answer);
    };
    const timer = setTimeout(() => settle(failed(`no answer within ${sampleTimeoutMs / 1000} s`)), sampleTimeoutMs);
    child.on("message", onMessage);
    const request: ToEmbedded = { isCollected };
    child.send(request, (error) => {
      if (error !== null) settle(failed(error.message));
    });
  });
}

/** The package's file is not among its exports: it is read from beside its entry. */
export function embeddedVersion(): string | null {
  const entry = new URL(import.meta.resolve("aedes"));
  const found = /"version":\s*"([^"]+)"/u.exec(readFileSync(new URL("package.json", entry), "utf8"));
  return found?.[1] ?? null;
}
