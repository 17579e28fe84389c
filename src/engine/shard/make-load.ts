/** Makes the load of a shard, by its kind. */
import { Hold } from "../loads/hold/hold.ts";
import { idle } from "../loads/idle.ts";
import type { ShardLoad } from "./shard-load.ts";
import { Steady } from "../loads/steady/steady.ts";
import type { SteadyOptions } from "../loads/steady/steady.ts";
import type { MadeClients } from "./make-clients.ts";
import type { FromWorker, ShardTask } from "../messages.ts";

type Shared = Pick<SteadyOptions, "recorder" | "phases" | "outages" | "now"> & {
  readonly post: (message: FromWorker) => void;
};

/** `hold` is the load itself where it is one that holds. */
export function makeLoad(
  { scenario, shards }: ShardTask,
  { clients, sensors, table }: MadeClients,
  { post, ...shared }: Shared,
): { readonly load: ShardLoad; readonly hold: Hold | undefined } {
  const { load, seed, pacing } = scenario;
  if (load.kind === "hold") {
    const hold = new Hold({ scenario, load, clients, shards, now: shared.now, post });
    return { load: hold, hold };
  }
  if (load.kind === "idle") return { load: idle, hold: undefined };
  return { load: new Steady({ ...shared, sensors, groups: scenario.sensors, seed, pacing, table }), hold: undefined };
}
