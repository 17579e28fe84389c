/** Keeps all that sends on the cores that a scenario names: where agents send, each of them does it for its own. */
import { pinThreads } from "../../machine/pin.ts";
import type { Scenario } from "../../scenario/scenario.ts";

/** This process, and what it starts from now on. Resolves with what puts it back. */
export async function pinShards({ broker }: Pick<Scenario, "broker">): Promise<() => Promise<void>> {
  const cores = broker.kind === "managed" ? broker.cpus.shards : null;
  return cores === null ? async () => await Promise.resolve() : await pinThreads(cores);
}
