/** The brokers that a scenario may name, and how each is had. */
import { activemq } from "./activemq.ts";
import type { BrokerSpec } from "./broker-spec.ts";
import { brokerByUrl } from "./by-url.ts";
import { unmetDemand } from "./capabilities.ts";
import type { Demands } from "./capabilities.ts";
import type { BrokerDefinition } from "./definition.ts";
import { ejabberd } from "./ejabberd.ts";
import { embeddedCapabilities, startEmbedded } from "./embedded.ts";
import { startManaged } from "./managed.ts";
import { mosquitto } from "./mosquitto.ts";
import type { BrokerName } from "./names.ts";
import { nats } from "./nats.ts";
import { rabbitmq } from "./rabbitmq.ts";
import type { RunningBroker } from "./running-broker.ts";
import { startSeveral } from "./several.ts";

const definitions: readonly BrokerDefinition[] = [mosquitto, rabbitmq, nats, activemq, ejabberd];

export async function startBroker(spec: BrokerSpec): Promise<RunningBroker> {
  if (spec.kind === "url") return brokerByUrl(spec);
  const definition = definitionOf(spec.name);
  return await startSeveral(spec.instances, async () =>
    definition === undefined ? await startEmbedded() : await startManaged(definition, spec),
  );
}

/** Why a broker that mqbench starts cannot run a case, in words; what runs elsewhere is asked when it is there. */
export function whyUnsupported(spec: BrokerSpec, demands: Demands): string | undefined {
  if (spec.kind === "url") return undefined;
  const { title, capabilities } = definitionOf(spec.name) ?? {
    title: "the embedded broker",
    capabilities: embeddedCapabilities,
  };
  return unmetDemand(title, capabilities, demands);
}

/** undefined: the embedded one. */
function definitionOf(name: BrokerName): BrokerDefinition | undefined {
  return definitions.find((each) => each.name === name);
}
