/** The workers of a trial, each with its part of the fleet. */
import type { TrialOptions } from "../trial/trial.ts";
import { WorkerPool } from "./worker-pool.ts";
import type { ShardTask } from "../messages.ts";

export function startWorkers(
  options: TrialOptions,
  { epoch, routes, answerer }: Pick<ShardTask, "epoch" | "routes" | "answerer">,
): WorkerPool {
  const { planned, placement, prefix, runTag, payloads } = options;
  const { shards, as, sources } = placement;
  return new WorkerPool(
    Array.from({ length: shards }, (_, shard) => ({
      shard,
      shards,
      scenario: planned.case.scenario,
      prefix,
      runTag,
      routes,
      sources,
      payloads,
      answerer,
      epoch,
    })),
    as,
  );
}
