/** Starts and stops the embedded broker. */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { MqbenchError } from "../errors.ts";
import type { FromEmbedded } from "./embedded-process.ts";
import type { BrokerGauges, RunningBroker } from "./running-broker.ts";

const startTimeoutMs = 10_000;
const sampleTimeoutMs = 5000;
const stopTimeoutMs = 5000;
/** Of what it printed, for the message of a broker that did not start. */
const keptOutput = 2000;

export async function startEmbedded(): Promise<RunningBroker> {
  const child = fork(new URL("embedded-process.js", import.meta.url), {
    env: { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8" },
    execArgv: [],
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
  let isStopping = false;
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => {
      if (!isStopping) resolve(`the embedded broker ended by itself (${signal ?? `exit code ${code}`})`);
    });
  });
  return {
    facts: {
      kind: "embedded",
      name: "aedes",
      version: aedesVersion(),
      url: `mqtt://127.0.0.1:${port}`,
      configuration: {
        concurrency: 0,
        queueLimit: 1_000_000,
        maxInflightInbound: 65_535,
        drainTimeout: 0,
      },
    },
    host: "127.0.0.1",
    port,
    username: undefined,
    password: undefined,
    pid: child.pid ?? null,
    sample: () => sample(child),
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

async function sample(child: ChildProcess): Promise<BrokerGauges | null> {
  if (!child.connected) return null;
  return await new Promise((resolve) => {
    const onMessage = (message: FromEmbedded): void => {
      if (message.kind !== "sample") return;
      clearTimeout(timer);
      child.off("message", onMessage);
      const { heapBytes, externalBytes, inflight } = message.gauges;
      resolve({ heapBytes: heapBytes + externalBytes, inflight });
    };
    const timer = setTimeout(() => {
      child.off("message", onMessage);
      resolve(null);
    }, sampleTimeoutMs);
    child.on("message", onMessage);
    child.send({ kind: "sample" }, (error) => {
      if (error === null) return;
      clearTimeout(timer);
      child.off("message", onMessage);
      resolve(null);
    });
  });
}

/** The package's file is not among its exports: it is read from beside its entry. */
function aedesVersion(): string | null {
  const entry = new URL(import.meta.resolve("aedes"));
  const found = /"version":\s*"([^"]+)"/u.exec(readFileSync(new URL("package.json", entry), "utf8"));
  return found?.[1] ?? null;
}
