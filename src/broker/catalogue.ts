/** The brokers that a scenario may name, and how each is had. */
import { activemq } from "./activemq.ts";
import type { BrokerSpec } from "./broker-spec.ts";
import { startByUrl } from "./by-url.ts";
import { unmetDemand } from "./capabilities.ts";
import type { Capabilities, Demands } from "./capabilities.ts";
import type { BrokerDefinition } from "./definition.ts";
import { ejabberd } from "./ejabberd.ts";
import { embeddedCapabilities, embeddedVersion, startEmbedded } from "./embedded.ts";
import { startManaged, whyNotInstalled } from "./managed.ts";
import { mosquitto } from "./mosquitto.ts";
import { brokerNames } from "./names.ts";
import type { BrokerName } from "./names.ts";
import { nats } from "./nats.ts";
import { rabbitmq } from "./rabbitmq.ts";
import type { RunningBroker } from "./running-broker.ts";
import { startSeveral } from "./several.ts";

const definitions: readonly BrokerDefinition[] = [mosquitto, rabbitmq, nats, activemq, ejabberd];

export async function startBroker(spec: BrokerSpec): Promise<RunningBroker> {
  if (spec.kind === "url") return await startByUrl(spec);
  const definition = definitionOf(spec.name);
  return await startSeveral(spec.instances, async () =>
    definition === undefined ? await startEmbedded(spec) : await startManaged(definition, spec),
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

/** Memory of an idle connection to a broker that mqbench starts; null: not known. */
export function connectionBytesOf(spec: BrokerSpec): number | null {
  if (spec.kind === "url") return null;
  return (definitionOf(spec.name)?.capabilities ?? embeddedCapabilities).connectionBytes;
}

/** Why a broker that mqbench starts is not there, with what to install. */
export function whyMissing(spec: BrokerSpec): string | undefined {
  const definition = spec.kind === "url" ? undefined : definitionOf(spec.name);
  return definition === undefined ? undefined : whyNotInstalled(definition);
}

export interface KnownBroker {
  readonly name: BrokerName;
  readonly title: string;
  readonly isInstalled: boolean;
  /** null: not installed, or it does not say. */
  readonly version: string | null;
  /** null: comes with mqbench. */
  readonly install: string | null;
  readonly capabilities: Capabilities;
}

/** Every broker that a scenario may name, in the order of the names. */
export async function knownBrokers(): Promise<readonly KnownBroker[]> {
  return await Promise.all(
    brokerNames.map(async (name): Promise<KnownBroker> => {
      const definition = definitionOf(name);
      if (definition === undefined) {
        const embedded = { title: "aedes", version: embeddedVersion(), capabilities: embeddedCapabilities };
        return { name, ...embedded, isInstalled: true, install: null };
      }
      const { title, capabilities, packages } = definition;
      const program = definition.find();
      const version = program === undefined ? null : await definition.version(program);
      const install = `apt-get install ${packages.join(" ")}`;
      return { name, title, isInstalled: program !== undefined, version, install, capabilities };
    }),
  );
}

/** undefined: the embedded one. */
function definitionOf(name: BrokerName): BrokerDefinition | undefined {
  return definitions.find((each) => each.name === name);
}
