/** Whether a broker that mqbench starts can run a case, by what is known of it before it runs. */
import { unmetDemand, unmetWindow } from "./capabilities.ts";
import type { Capabilities, Demands } from "./capabilities.ts";
import { brokerFacts } from "./known-brokers.ts";
import type { BrokerFacts } from "./known-brokers.ts";
import type { BrokerSpec } from "./broker-spec.ts";
import { brokerNames } from "./names.ts";
import { protocols } from "../../mqtt/transport/protocols.ts";

/**
 * Why a broker cannot run a case, in words, as far as that is sure before it runs: the embedded one comes with mqbench, and what
 * cannot be asked stands in the table.
 */
export function whyUnsupported(spec: BrokerSpec, demands: Demands): string | undefined {
  if (spec.kind === "url") return undefined;
  const { title, seenVersion, capabilities }: BrokerFacts = brokerFacts[spec.name];
  if (!capabilities.transports.includes(spec.protocol))
    return `${title} is started with plain TCP alone: ${protocols[spec.protocol].title} has ${startedWith(({ transports }) => transports.includes(spec.protocol))}`;
  if (spec.access !== null && !capabilities.access)
    return `${title} is started open to all: \`access\` is of a broker that mqbench can tell whom to let in, ${startedWith(({ access }) => access)}`;
  if (seenVersion === null) return unmetDemand("the embedded broker", capabilities, demands);
  return unmetWindow(`${title} (seen of ${seenVersion})`, capabilities, demands);
}

/** Names of those that mqbench starts so, `embedded and mosquitto`. */
function startedWith(isSo: (capabilities: Capabilities) => boolean): string {
  return brokerNames.filter((name) => isSo(capabilitiesOf(brokerFacts[name]))).join(" and ");
}

function capabilitiesOf({ capabilities }: BrokerFacts): Capabilities {
  return capabilities;
}

/** Why it will perhaps not run a case, by the version that the table is about: it is asked before the first trial. */
export function whyDoubtful(spec: BrokerSpec, demands: Demands): string | undefined {
  if (spec.kind === "url") return undefined;
  const { title, seenVersion, capabilities }: BrokerFacts = brokerFacts[spec.name];
  return seenVersion === null ? undefined : unmetDemand(`${title} ${seenVersion}`, capabilities, demands);
}

/** What a trial takes beside its phases for the start and the end of a broker that mqbench starts; its instances start one after the other. */
export function startNsOf(spec: BrokerSpec): number {
  if (spec.kind === "url") return spec.command?.readyNs ?? 0;
  return spec.instances * brokerFacts[spec.name].startSeconds * 1e9;
}

/** mosquitto's default, for a broker of which nothing is known. */
const usualGaugeSeconds = 10;

/** The longest wait for a broker's own gauges, where they are to be of a moment. */
export function gaugeWaitNsOf(spec: BrokerSpec): number {
  return (spec.kind === "url" ? usualGaugeSeconds : brokerFacts[spec.name].gaugeSeconds) * 1e9;
}

/** Memory of an idle connection to a broker that mqbench starts; null: not known. */
export function connectionBytesOf(spec: BrokerSpec): number | null {
  return spec.kind === "url" ? null : brokerFacts[spec.name].capabilities.connectionBytes;
}
