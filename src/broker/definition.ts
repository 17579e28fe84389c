/** A broker that mqbench starts: what is known of it, and how it is found and started. */
import type { BrokerLife } from "./brokers/broker-life.ts";
import type { Capabilities } from "./facts/capabilities.ts";
import { brokerFacts } from "./facts/known-brokers.ts";
import type { BrokerFacts } from "./facts/known-brokers.ts";
import type { BrokerName } from "./facts/names.ts";

export interface BrokerDefinition extends BrokerLife {
  readonly name: BrokerName;
  /** The name as its makers write it. */
  readonly title: string;
  /** Capabilities of `seenVersion`: what a running broker answers goes before them. */
  readonly capabilities: Capabilities;
  readonly seenVersion: string | null;
}

/** undefined: the embedded one, which comes with mqbench. */
export async function loadDefinition(name: BrokerName): Promise<BrokerDefinition | undefined> {
  const { title, capabilities, seenVersion, life }: BrokerFacts = brokerFacts[name];
  return life === null ? undefined : { name, title, capabilities, seenVersion, ...(await life()) };
}
