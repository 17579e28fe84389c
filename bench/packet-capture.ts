/** Captures what passes loopback beside a run, into a file that is read when the run is over: reading it meanwhile would need the CPU. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { findProgram } from "../src/machine/find-program.ts";

/** Bytes kept of each packet: all headers, a short topic, the payload's first 64 bytes. */
const snapBytes = 256;
/** In the kernel, for what is not yet in the file. */
const bufferMiB = 64;
const startMs = 10_000;
const stillForMs = 1500;
const lookMs = 100;
export const howToInstall =
  "apt-get install tshark (which has dumpcap); capturing needs root, or `setcap cap_net_raw,cap_net_admin=eip $(which dumpcap)`";

export interface PacketCapture {
  /** Rejects where the kernel dropped packets: what is missing would be taken for an answer that never came. */
  stop(): Promise<void>;
  /** Idempotent. */
  abandon(): Promise<void>;
}

/** What is missing on this machine, in words; null: it can capture. */
export function lackingForCapture(): string | null {
  const missing = ["dumpcap", "tshark"].filter((name) => findProgram(name) === undefined);
  return missing.length === 0 ? null : `${missing.join(" and ")} not installed`;
}

/** Resolves once packets are taken; 0 kept bytes are all of each packet. */
export async function startCapture(port: number, file: string, keptBytes = snapBytes): Promise<PacketCapture> {
  const filter = ["-i", "lo", "-f", `tcp port ${port}`, "-s", String(keptBytes), "-B", String(bufferMiB)];
  const child = spawn("dumpcap", [...filter, "-q", "-w", file], {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  let said = "";
  const gone = once(child, "close");
  const taking = new Promise<string | null>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", () => resolve(said.trim()));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      // It tells the file's name when it has opened both file and interface.
      if (/^File: /mu.test(said)) resolve(null);
    });
    const late = `not capturing after ${startMs / 1000} s`;
    void setTimeout(startMs, undefined, { ref: false }).then(() => resolve(late));
  });
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGINT");
    await gone;
  };
  const why = await taking;
  if (why !== null) {
    await end().catch(() => undefined);
    throw new Error(`dumpcap does not capture: ${why}\nhint: ${howToInstall}`);
  }
  return {
    stop: async () => {
      await untilStill(file);
      await end();
      const dropped = /received\/dropped on interface .*: \d+\/(\d+)/u.exec(said)?.[1];
      if (dropped !== "0") throw new Error(`dumpcap dropped ${dropped ?? "an unknown number of"} packets`);
    },
    abandon: end,
  };
}

/** Until the file has not grown for a while: what the kernel has kept last comes late, and is lost to a program that is told to end before. */
async function untilStill(file: string): Promise<void> {
  for (let [size, stillMs] = [-1, 0]; stillMs < stillForMs; stillMs += lookMs) {
    await setTimeout(lookMs);
    const now = statSync(file).size;
    if (now !== size) stillMs = 0;
    size = now;
  }
}

/** How a capture is read: what the port's bytes are taken for, and a column for each field. */
export interface Reading {
  readonly port: number;
  readonly as: "mqtt" | "tls" | "http";
  readonly fields: readonly string[];
}

/** The frames of a capture, a line each. */
export async function readFrames(
  file: string,
  { port, as, fields }: Reading,
  stop: AbortSignal,
): Promise<readonly string[]> {
  const columns = fields.flatMap((field) => ["-e", field]);
  const words = ["-r", file, "-d", `tcp.port==${port},${as}`, "-Y", `tcp.port==${port}`, "-T", "fields", ...columns];
  const child = spawn("tshark", ["-n", ...words], { stdio: ["ignore", "pipe", "ignore"], detached: true });
  const end = (): void => void child.kill("SIGTERM");
  stop.addEventListener("abort", end);
  try {
    const gone = once(child, "close");
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) lines.push(line);
    const [code]: unknown[] = await gone;
    stop.throwIfAborted();
    if (code !== 0) throw new Error(`tshark ended with exit code ${String(code)}`);
    return lines;
  } finally {
    stop.removeEventListener("abort", end);
  }
}
