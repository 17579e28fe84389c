/** The entry of a worker process: one shard. */
import "./keep-memory.ts";
import type { ToProcess } from "./workers/process-worker.ts";
import { shardLoadOf } from "./shard-loads.ts";
import { hostShard } from "./shard/shard-host.ts";
import type { Shard } from "./shard/shard.ts";
import { onParentGone } from "../machine/on-parent-gone.ts";

let shard: Promise<Shard> | undefined;
process.on("message", (message: ToProcess) => {
  if (!("kind" in message)) shard = hostShard(message, (answer) => process.send?.(answer), shardLoadOf);
  else void shard?.then((loaded) => loaded.handle(message));
});
// A Ctrl-C in a terminal, or its end, reaches the whole process group: the parent decides when a trial ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("SIGHUP", () => undefined);
// The parent is gone, however it went: so is the shard.
onParentGone(() => process.exit(0));
