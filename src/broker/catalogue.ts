/** The brokers that a scenario may name, a row each. */
import { activemq } from "./brokers/activemq.ts";
import type { BrokerSpec } from "./facts/broker-spec.ts";
import { startByUrl } from "./brokers/by-url.ts";
import { knownAnswers, withAnswers } from "./broker-answers.ts";
import { brokerFacts } from "./facts/known-brokers.ts";
import { unmetByAnswers } from "./facts/capabilities.ts";
import type { Capabilities, Demands } from "./facts/capabilities.ts";
import type { BrokerDefinition } from "./brokers/definition.ts";
import { ejabberd } from "./brokers/ejabberd.ts";
import { embeddedVersion, startEmbedded } from "./brokers/embedded.ts";
import type { KnownAddresses } from "./look-up.ts";
import { lackOf, missingPackages, startManaged, whyNotInstalled } from "./process/managed.ts";
import { mosquitto } from "./brokers/mosquitto.ts";
import { brokerNames } from "./facts/names.ts";
import type { BrokerName } from "./facts/names.ts";
import { nats } from "./brokers/nats.ts";
import { rabbitmq } from "./brokers/rabbitmq.ts";
import type { RunningBroker } from "./running-broker.ts";
import { startSeveral } from "./several.ts";

const definitions: readonly BrokerDefinition[] = [mosquitto, rabbitmq, nats, activemq, ejabberd];

/** `known` are the addresses of names, which were judged before. */
export async function startBroker(spec: BrokerSpec, known: KnownAddresses): Promise<RunningBroker> {
  if (spec.kind === "url") return await startByUrl(spec, known);
  const definition = definitionOf(spec.name);
  if (definition === undefined) return await startSeveral(spec.instances, async () => await startEmbedded(spec));
  const broker = await startSeveral(spec.instances, async () => await startManaged(definition, spec));
  return await withAnswers(broker, spec);
}

/** Why a broker cannot run a case by what it answered in this run; undefined: it can, or has not been asked. */
export function whyUnable(spec: BrokerSpec, demands: Demands): string | undefined {
  const definition = spec.kind === "url" ? undefined : definitionOf(spec.name);
  const known = spec.kind === "url" ? undefined : knownAnswers(spec);
  if (definition === undefined || known === undefined) return undefined;
  const title = `${definition.title} ${known.version ?? ""}`.trim();
  return unmetByAnswers(title, known.answers, demands);
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
  /** Why it cannot run, in a word; null: it can. */
  readonly lack: string | null;
  /** What mends that; null: nothing is to be mended. */
  readonly install: string | null;
  /** null: not installed, or it does not say. */
  readonly version: string | null;
  readonly capabilities: Capabilities;
  /** The version that `capabilities` is about. */
  readonly seenVersion: string | null;
}

/** Every broker that a scenario may name, in the order of the names. */
export async function knownBrokers(): Promise<readonly KnownBroker[]> {
  return await Promise.all(
    brokerNames.map(async (name): Promise<KnownBroker> => {
      const definition = definitionOf(name);
      if (definition === undefined) {
        const version = embeddedVersion();
        return {
          name,
          ...brokerFacts[name],
          version,
          seenVersion: version,
          isInstalled: true,
          lack: null,
          install: null,
        };
      }
      const { title, capabilities, seenVersion } = definition;
      const missing = missingPackages(definition);
      const install = missing.length === 0 ? null : `apt-get install ${missing.join(" ")}`;
      const program = definition.find();
      const version = program === undefined ? null : await definition.version(program);
      return {
        name,
        title,
        isInstalled: program !== undefined,
        lack: lackOf(definition),
        install,
        version,
        capabilities,
        seenVersion,
      };
    }),
  );
}

/** undefined: the embedded one. */
function definitionOf(name: BrokerName): BrokerDefinition | undefined {
  return definitions.find((each) => each.name === name);
}
