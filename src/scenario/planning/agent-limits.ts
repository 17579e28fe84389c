/** What an agent's part of a case needs of its machine, against what that allows. Pure. */
import { isLoopbackAddress } from "../../broker/facts/host.ts";
import { formatWhole } from "../../format.ts";
import { fleetSize, instancesOf } from "../fleet.ts";
import type { Scenario } from "../scenario.ts";
import { clientsOfOneShard, ownDescriptors, portsIn } from "./placement.ts";
import type { Machine, Placement } from "./placement.ts";

export interface AgentShortage {
  readonly problem: string;
  readonly hint: string;
}

/** The first thing that does not fit; undefined: all fits. `perAgent`: shards of each. */
export function findAgentShortage(
  scenario: Scenario,
  { as, shards, perAgent, sources }: Placement & { readonly perAgent: number },
  { descriptorLimit, portRange, addresses }: Machine,
): AgentShortage | undefined {
  const foreign = sources.find((address) => !isLoopbackAddress(address) && !addresses.includes(address));
  if (foreign !== undefined)
    return {
      problem: `${foreign}, which its clients are to connect from, is no address of its machine`,
      hint: `\`mqbench agent --from ADDRESS\` there says what they connect from: ${addresses.join(", ")}`,
    };
  const ofShard = clientsOfOneShard(scenario, shards);
  const { sensors, subscribers } = fleetSize(scenario);
  const clients = Math.min(ofShard * perAgent, sensors + subscribers);
  const descriptors = (as === "threads" ? clients : ofShard) + ownDescriptors;
  if (descriptorLimit !== null && descriptors > descriptorLimit)
    return {
      problem: `${formatWhole(descriptors)} file descriptors are needed in ${as === "threads" ? "its process" : "each of its processes"}, a process may have ${formatWhole(descriptorLimit)}`,
      hint: `raise the limit there: \`ulimit -Hn ${descriptors}\` as root; or use more agents`,
    };
  const ports = sources.length === 0 ? Math.ceil(clients / instancesOf(scenario)) : Math.ceil(clients / sources.length);
  if (portRange !== null && ports > portsIn(portRange))
    return {
      problem: `${formatWhole(ports)} source ports are needed for one broker, there are ${formatWhole(portsIn(portRange))}`,
      hint: `widen the range there: \`sysctl -w net.ipv4.ip_local_port_range="1024 65535"\`; or use more agents`,
    };
  return undefined;
}
