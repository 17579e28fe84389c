/** The brokers that a scenario may name: started, and asked what they are. */
import type { BrokerSpec } from "./facts/broker-spec.ts";
import { mintServer } from "./certificates/client-listener.ts";
import { startByCommand } from "./brokers/by-command.ts";
import { startByUrl } from "./brokers/by-url.ts";
import { knownAnswers, withAnswers } from "./broker-answers.ts";
import { brokerFacts } from "./facts/known-brokers.ts";
import { unmetByAnswers } from "./facts/capabilities.ts";
import type { Capabilities, Demands } from "./facts/capabilities.ts";
import { loadDefinition } from "./definition.ts";
import { embeddedVersion, startEmbedded } from "./brokers/embedded.ts";
import type { KnownAddresses } from "./look-up.ts";
import { lackOf, missingPackages, startManaged, whyNotInstalled } from "./process/managed.ts";
import { brokerNames } from "./facts/names.ts";
import type { BrokerName } from "./facts/names.ts";
import type { Login } from "../mqtt/client/client.ts";
import type { RunningBroker } from "./running-broker.ts";
import { startSeveral } from "./several.ts";

/** `known` are the addresses of names, which were judged before; `logins` those that it lets in, where it asks for passwords. */
export async function startBroker(
  spec: BrokerSpec,
  known: KnownAddresses,
  logins: readonly Login[],
): Promise<RunningBroker> {
  if (spec.kind === "url")
    return spec.command === undefined ? await startByUrl(spec, known) : await startByCommand(spec, spec.command, known);
  const definition = await loadDefinition(spec.name);
  const { pem, devices } = await mintServer(spec);
  if (definition === undefined) return await startSeveral(spec.instances, async () => await startEmbedded(spec, pem));
  const broker = await startSeveral(spec.instances, async () => await startManaged(definition, spec, { pem, logins }));
  return { ...(await withAnswers(broker, spec)), ...(devices !== null && { devices }) };
}

/** Why a broker cannot run a case by what it answered in this run; undefined: it can, or has not been asked. */
export function whyUnable(spec: BrokerSpec, demands: Demands): string | undefined {
  const known = spec.kind === "url" ? undefined : knownAnswers(spec);
  if (spec.kind === "url" || known === undefined) return undefined;
  const title = `${brokerFacts[spec.name].title} ${known.version ?? ""}`.trim();
  return unmetByAnswers(title, known.answers, demands);
}

/** Why a broker that mqbench starts is not there, with what to install. */
export async function whyMissing(spec: BrokerSpec): Promise<string | undefined> {
  const definition = spec.kind === "url" ? undefined : await loadDefinition(spec.name);
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
      const definition = await loadDefinition(name);
      if (definition === undefined) {
        const version = embeddedVersion();
        return {
          name,
          title: brokerFacts[name].title,
          capabilities: brokerFacts[name].capabilities,
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
