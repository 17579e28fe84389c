/** One run of mqbench as users run it, and the figures of it that its own cost is judged by. */
import { runResultSchema } from "../src/result/schema.ts";
import type { Trial } from "../src/result/schema.ts";
import { runToEnd } from "./child.ts";

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
  /** Further words of the command. */
  readonly words?: readonly string[];
  readonly stop: AbortSignal;
}

/**
 * User and system time of mqbench's whole process over measure, main thread and samples included. A trial that is not valid has its
 * figures too; one that has none throws, with the reason.
 */
export async function runMqbench(run: OwnRun): Promise<OwnFigures> {
  const trial = await runOneTrial(run);
  const lacking = ["generatorCpuPerMessage", "sent"].filter((name) => !(valueOf(trial, name) > 0));
  // Where nothing is acknowledged, at QoS 0, the account does not exist.
  if (valueOf(trial, "acknowledged") === 0) lacking.push("acknowledged");
  if (lacking.length > 0) {
    const faults = faultsOf(trial) || "its trial is valid";
    throw new Error(`mqbench has no ${lacking.join(", ")}: ${faults}`);
  }
  return {
    cpuUs: valueOf(trial, "generatorCpuPerMessage") / 1000,
    deliveriesPerMessage: valueOf(trial, "delivered") / valueOf(trial, "sent"),
    publishDelayP50Us: percentileUs(trial, "publishDelay", "p50"),
    publishDelayP99Us: percentileUs(trial, "publishDelay", "p99"),
    serviceTimeP50Us: percentileUs(trial, "serviceTime", "p50"),
    publishLatencyP50Us: percentileUs(trial, "publishLatency", "p50"),
  };
}

/** The first trial of a run; throws what mqbench said where there is none. */
export async function runOneTrial({
  scenario,
  broker,
  brokerPid,
  folder,
  set,
  words: more = [],
  stop,
}: OwnRun): Promise<Trial> {
  const where = ["--broker", broker, "--broker-pid", String(brokerPid), "--json", "--out", folder];
  const words = ["run", scenario, ...where, ...more, ...set.flatMap((each) => ["--set", each])];
  const { stdout, stderr } = await runToEnd(process.execPath, ["dist/bin.js", ...words], stop);
  const [trial] = stdout === "" ? [] : runResultSchema.parse(JSON.parse(stdout)).trials;
  if (trial === undefined) throw new Error(stderr.trim() || "mqbench printed nothing");
  return trial;
}

/** Why a trial is not valid; empty where it is. */
export function faultsOf({ invalidBecause }: Trial): string {
  return invalidBecause.map(({ text }) => text).join("; ");
}

/** NaN where it does not exist. */
export function valueOf({ metrics }: Trial, name: string): number {
  const metric = metrics[name];
  return metric?.kind === "value" ? metric.value : Number.NaN;
}

/** NaN where it does not exist. */
export function percentileUs({ metrics }: Trial, name: string, percentile: string): number {
  const metric = metrics[name];
  return metric?.kind === "histogram" ? (metric.percentiles[percentile] ?? Number.NaN) / 1000 : Number.NaN;
}
