/** One run of mqbench as users run it, and the figures of it that its own cost is judged by. */
import { execFile } from "node:child_process";
import { runResultSchema } from "../src/result/schema.ts";
import type { Trial } from "../src/result/schema.ts";

export interface OwnFigures {
  readonly cpuUs: number;
  /** Deliveries a message of measure. */
  readonly deliveriesPerMessage: number;
  /** NaN where it does not exist. */
  readonly publishDelayP50Us: number;
  readonly publishDelayP99Us: number;
  readonly serviceTimeP50Us: number;
  readonly publishLatencyP50Us: number;
}

export interface OwnRun {
  readonly scenario: string;
  readonly broker: string;
  readonly brokerPid: number;
  readonly folder: string;
  readonly set: readonly string[];
}

/** User and system time of mqbench's whole process over measure, main thread and samples included. */
export async function runMqbench({ scenario, broker, brokerPid, folder, set }: OwnRun): Promise<OwnFigures> {
  const where = ["--broker", broker, "--broker-pid", String(brokerPid), "--json", "--out", folder];
  const words = ["run", scenario, ...where, ...set.flatMap((each) => ["--set", each])];
  const { stdout, stderr } = await ended(["dist/bin.js", ...words]);
  if (stdout === "") throw new Error(stderr);
  const [trial] = runResultSchema.parse(JSON.parse(stdout)).trials;
  if (trial === undefined) throw new Error(stderr);
  return {
    cpuUs: valueOf(trial, "generatorCpuPerMessage") / 1000,
    deliveriesPerMessage: valueOf(trial, "delivered") / valueOf(trial, "sent"),
    publishDelayP50Us: percentileUs(trial, "publishDelay", "p50"),
    publishDelayP99Us: percentileUs(trial, "publishDelay", "p99"),
    serviceTimeP50Us: percentileUs(trial, "serviceTime", "p50"),
    publishLatencyP50Us: percentileUs(trial, "publishLatency", "p50"),
  };
}

/** However it ended: a trial that is not valid has its figures too. */
async function ended(words: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return await new Promise((resolve) => {
    execFile(process.execPath, words, { maxBuffer: 64 * 1024 * 1024 }, (_, stdout, stderr) =>
      resolve({ stdout, stderr }),
    );
  });
}

function valueOf({ metrics }: Trial, name: string): number {
  const metric = metrics[name];
  return metric?.kind === "value" ? metric.value : Number.NaN;
}

function percentileUs({ metrics }: Trial, name: string, percentile: string): number {
  const metric = metrics[name];
  return metric?.kind === "histogram" ? (metric.percentiles[percentile] ?? Number.NaN) / 1000 : Number.NaN;
}
