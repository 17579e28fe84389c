/** Shards in threads or processes of this machine. */
import { placeClients } from "../../scenario/planning/placement.ts";
import type { Machine, Placement } from "../../scenario/planning/placement.ts";
import type { ShardTask } from "../messages.ts";
import { startAnswerer } from "../workers/answerer.ts";
import { startProcess } from "../workers/process-worker.ts";
import { startThread } from "../workers/thread-worker.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import type { HostedShards, HostedTrial, ShardHosts } from "./shard-hosts.ts";
import { GeneratorProbe } from "./watches/generator-probe.ts";

/** Time for a message to reach every thread or process. */
const leadNs = 50e6;

export function localHosts(machine: Machine): ShardHosts {
  return {
    check: () => undefined,
    place: (scenario) => placeClients(scenario, machine),
    begin: beginHere,
    end: async () => await Promise.resolve(),
  };
}

async function beginHere(trial: HostedTrial): Promise<HostedShards> {
  const answerer = trial.isTimed ? await startAnswerer(trial.epoch) : null;
  const start = trial.placement.as === "threads" ? startThread : startProcess;
  const pool = new WorkerPool(tasksOf(trial, { answerer: answerer?.endpoint ?? null }).map(start));
  const generator = new GeneratorProbe(pool.pids);
  return {
    pool,
    leadNs,
    isOwnMachine: true,
    isOneKernel: true,
    get answererEnded() {
      return answerer?.ended ?? null;
    },
    sampleGenerator: async () => await Promise.resolve(generator.sample()),
    describe: async () => await Promise.resolve(null),
    end: async (hurry) => {
      await pool.terminate(hurry);
      await answerer?.stop(hurry);
    },
  };
}

/** A task for each shard. */
function tasksOf(trial: HostedTrial, { answerer }: Pick<ShardTask, "answerer">): readonly ShardTask[] {
  const { scenario, prefix, runTag, routes, secrets, payloads, epoch, epochUs } = trial;
  const { shards, sources }: Placement = trial.placement;
  const shared = { shards, scenario, prefix, runTag, routes, secrets, sources, payloads, answerer, epoch, epochUs };
  return Array.from({ length: shards }, (_, shard) => ({ ...shared, shard, sameClock: null }));
}
