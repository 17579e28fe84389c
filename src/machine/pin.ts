/** Keeps this process, with every sending thread, on some cores for the length of a trial. */
import { ownAffinity, setAffinity } from "./affinity.ts";
import { MqbenchError } from "../errors.ts";

const key = "broker.cpus.shards";

/** Resolves with what puts it back: threads and processes begun meanwhile inherit it. */
export async function pinThreads(cpus: string): Promise<() => Promise<void>> {
  const before = ownAffinity();
  if (before === undefined) throw new MqbenchError("usage", `${key}: this system does not say its cores`);
  await setAffinity(process.pid, cpus, key);
  return async () => await setAffinity(process.pid, before, key);
}
