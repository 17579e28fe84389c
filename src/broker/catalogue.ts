/** The brokers that a scenario may name, and how each is had. */
import { brokerByUrl } from "./by-url.ts";
import { startEmbedded } from "./embedded.ts";
import type { RunningBroker } from "./running-broker.ts";

/** `embedded` or a URL. `pid`: the process to measure of a broker that somebody else runs. */
export async function startBroker(name: string, pid: number | null): Promise<RunningBroker> {
  return name === "embedded" ? await startEmbedded() : brokerByUrl(name, pid);
}
