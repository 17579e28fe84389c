/** Tells when the load of a shard began: agents are held to begin together. */
import type { FromWorker, LoadTimes, ShardTask } from "../messages.ts";

/** To be called when the load has set its own timer of the same time. Shards of one machine have one clock and nothing to tell. */
export function tellBeginning(
  { sameClock }: Pick<ShardTask, "sameClock">,
  { startNs }: LoadTimes,
  now: () => number,
  post: (message: FromWorker) => void,
): void {
  if (sameClock === null) return;
  setTimeout(() => post({ kind: "began", atNs: now() }), Math.max(0, (startNs - now()) / 1e6));
}
