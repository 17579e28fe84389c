/** Every kind of load that runs in shards, a row each: what a shard does of it. */
import type { LoadKind } from "../metrics/loads.ts";
import type { Load } from "../scenario/loads.ts";
import { holdInShard } from "./loads/hold/hold.ts";
import { steadyInShard } from "./loads/steady/steady.ts";
import { inert } from "./shard/shard-load.ts";
import type { ShardLoadKind } from "./shard/shard-load.ts";

const idleInShard: ShardLoadKind<Load> = { sensorsAre: () => "silent", make: () => inert };

const rows: Readonly<Partial<Record<LoadKind, ShardLoadKind<Load>>>> = {
  steady: steadyInShard,
  idle: idleInShard,
  hold: holdInShard,
};

/** Throws for a load that runs in steps, which the main thread never gives a shard. */
export function shardLoadOf({ kind }: Load): ShardLoadKind<Load> {
  const row = rows[kind];
  if (row === undefined) throw new Error(`load ${kind} has no shards`);
  return row;
}
