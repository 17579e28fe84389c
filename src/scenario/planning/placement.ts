/** Where the clients of a case go: how many shards, in threads or processes, and from which addresses. Pure. */
import { isIPv4 } from "node:net";
import { hostOf } from "../../broker/facts/url-parts.ts";
import { isLoopbackAddress } from "../../broker/facts/host.ts";
import { fleetSize, instancesOf } from "../fleet.ts";
import type { Scenario } from "../scenario.ts";

/** What a machine allows and has. */
export interface Machine {
  /** Most file descriptors of a process; null: not limited, or not known. */
  readonly descriptorLimit: number | null;
  /** First and last source port; null where it is not known. */
  readonly portRange: readonly [number, number] | null;
  readonly cores: number;
  /** Not in use; null where it is not known. */
  readonly memoryBytes: number | null;
  /** Addresses of its network interfaces. */
  readonly addresses: readonly string[];
}

/** What bears on the figures of a machine, beside what limits a fleet. */
export interface MachineFacts {
  /** null: the system does not say. */
  readonly clockSource: string | null;
  /** What one reading of the clock takes. */
  readonly clockReadNs: number;
  readonly missingPrograms: readonly string[];
  /** Load of the last minute, in cores. */
  readonly load: number;
}

export interface Placement {
  readonly shards: number;
  /** threads: of mqbench's process; processes: each its own, and with it its own descriptors. */
  readonly as: "threads" | "processes";
  /** Source addresses, over which the clients are spread; empty: the kernel chooses. */
  readonly sources: readonly string[];
}

/** What Node, its threads and the result need beside the connections. */
export const ownDescriptors = 128;
/** The first address to connect from, in 127.0.0.0/8: no program takes it for itself. */
const firstSource = [127, 1, 0, 1] as const;
const mostSources = 250;

export function placeClients(scenario: Scenario, machine: Machine): Placement {
  const { count, as } = scenario.workers;
  const wanted = count ?? Math.max(1, machine.cores - 1);
  const each = (machine.descriptorLimit ?? Number.POSITIVE_INFINITY) - ownDescriptors;
  const needed = shardsFor(scenario, Math.max(1, each));
  const isProcesses = as === null ? needed > 1 : as === "processes";
  return {
    // A stated number of processes is kept, even where it is too small: that is said.
    shards: isProcesses && (as === null || count === null) ? Math.max(wanted, needed) : wanted,
    as: isProcesses ? "processes" : "threads",
    sources: sourcesOf(scenario, machine),
  };
}

/** The clients spread over several machines, as many shards on each: the least of them says how many. */
export function placeOnMachines(scenario: Scenario, machines: readonly Machine[]): Placement {
  const { count, as } = scenario.workers;
  const least = (of: (machine: Machine) => number): number => Math.min(...machines.map(of));
  const wanted =
    count ??
    Math.max(
      1,
      least(({ cores }) => cores - 1),
    );
  const each = least(({ descriptorLimit }) => descriptorLimit ?? Number.POSITIVE_INFINITY) - ownDescriptors;
  const needed = shardsFor(scenario, Math.max(1, each));
  const isProcesses = as === null ? needed > machines.length : as === "processes";
  const isFree = isProcesses && (as === null || count === null);
  const perMachine = isFree ? Math.max(wanted, Math.ceil(needed / machines.length)) : wanted;
  return {
    shards: perMachine * machines.length,
    as: isProcesses ? "processes" : "threads",
    sources: scenario.connect.from,
  };
}

/** The shard that a sensor lives on, by its number over all. */
export function shardOf(sensor: number, instances: number, shards: number): number {
  return Math.floor(sensor / instances) % shards;
}

/** How many of all sensors live on a shard: they are dealt out in hands of one for each instance. */
export function sensorsOn(
  shard: number,
  { sensors, instances, shards }: { readonly sensors: number; readonly instances: number; readonly shards: number },
): number {
  const hands = Math.floor(sensors / instances);
  const whole = Math.floor(hands / shards) + (shard < hands % shards ? 1 : 0);
  return whole * instances + (hands % shards === shard ? sensors % instances : 0);
}

/** How many of all subscribers, over all instances, live on a shard: one by one, from the last shard back. */
export function subscribersOn(
  shard: number,
  { subscribers, shards }: { readonly subscribers: number; readonly shards: number },
): number {
  return Math.floor(subscribers / shards) + (shards - 1 - shard < subscribers % shards ? 1 : 0);
}

/** The fewest shards of which none has more than `each` clients. */
function shardsFor(scenario: Scenario, each: number): number {
  const { sensors, subscribers } = fleetSize(scenario);
  let shards = Math.max(1, Math.ceil((sensors + subscribers) / each));
  while (clientsOfOneShard(scenario, shards) > each && shards < sensors + subscribers) shards += 1;
  return shards;
}

/** Clients of the shard that has the most: sensors are dealt out in hands of one for each broker, subscribers one by one. */
export function clientsOfOneShard(scenario: Scenario, shards: number): number {
  const { sensors, subscribers } = fleetSize(scenario);
  const instances = instancesOf(scenario);
  const hands = Math.ceil(Math.ceil(sensors / instances) / shards);
  return Math.min(sensors, hands * instances) + Math.ceil(subscribers / shards);
}

/** Connections of the broker that has the most. */
export function connectionsOfOneBroker(scenario: Scenario): number {
  const { sensors, subscribers } = fleetSize(scenario);
  const instances = instancesOf(scenario);
  return Math.ceil(sensors / instances) + subscribers / instances;
}

/**
 * As stated; else, on loopback, as many as the ports need. The kernel gives a source port that it chooses at `connect` again for
 * another broker, but one that it chooses at `bind` only once: an address that is bound has its ports for all brokers together.
 */
function sourcesOf(scenario: Scenario, { portRange }: Machine): readonly string[] {
  if (scenario.connect.from.length > 0) return scenario.connect.from;
  if (portRange === null || !isIpv4Loopback(scenario)) return [];
  const ports = portsIn(portRange);
  if (connectionsOfOneBroker(scenario) <= ports) return [];
  const { sensors, subscribers } = fleetSize(scenario);
  const [a, b, c, d] = firstSource;
  const count = Math.min(mostSources, Math.ceil((sensors + subscribers) / ports));
  return Array.from({ length: count }, (_, index) => `${a}.${b}.${c}.${d + index}`);
}

/** A given source address that this machine does not have. */
export function foreignSource({ connect }: Scenario, { addresses }: Machine): string | undefined {
  return connect.from.find((address) => !isLoopbackAddress(address) && !addresses.includes(address));
}

/** A hundredth is left to whatever else runs. */
export function portsIn([first, last]: readonly [number, number]): number {
  return Math.floor((last - first + 1) * 0.99);
}

function isIpv4Loopback({ broker }: Scenario): boolean {
  return broker.kind === "managed" || broker.urls.every((url) => isIPv4(hostOf(url)) && isLoopbackAddress(hostOf(url)));
}
