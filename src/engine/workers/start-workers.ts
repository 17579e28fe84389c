/** The workers of a trial, each with its part of the fleet. */
import type { Placement } from "../../scenario/planning/placement.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { WorkerPool } from "./worker-pool.ts";
import type { ShardTask } from "../messages.ts";

export function startWorkers(
  trial: {
    readonly scenario: Scenario;
    readonly placement: Placement;
  } & Pick<ShardTask, "prefix" | "runTag" | "payloads">,
  { epoch, routes, answerer }: Pick<ShardTask, "epoch" | "routes" | "answerer">,
): WorkerPool {
  const { scenario, placement, prefix, runTag, payloads } = trial;
  const { shards, as, sources } = placement;
  const epochUs = Date.now() * 1000 - Number(process.hrtime.bigint() - epoch) / 1000;
  return new WorkerPool(
    Array.from({ length: shards }, (_, shard) => ({
      shard,
      shards,
      scenario,
      prefix,
      runTag,
      routes,
      sources,
      payloads,
      answerer,
      epoch,
      epochUs,
    })),
    as,
  );
}
