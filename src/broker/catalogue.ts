/** The brokers that a scenario may name, and how each is had. */
import type { BrokerSpec } from "./broker-spec.ts";
import { brokerByUrl } from "./by-url.ts";
import { unmetDemand } from "./capabilities.ts";
import type { Demands } from "./capabilities.ts";
import { embeddedCapabilities, startEmbedded } from "./embedded.ts";
import type { RunningBroker } from "./running-broker.ts";

export async function startBroker(spec: BrokerSpec): Promise<RunningBroker> {
  return spec.kind === "url" ? brokerByUrl(spec) : await startEmbedded();
}

/** Why a broker that mqbench starts cannot run a case, in words; what runs elsewhere is asked when it is there. */
export function whyUnsupported(spec: BrokerSpec, demands: Demands): string | undefined {
  return spec.kind === "url" ? undefined : unmetDemand("the embedded broker", embeddedCapabilities, demands);
}
