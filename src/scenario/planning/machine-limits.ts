/** What a case needs of the machine, against what the machine allows. Pure. */
import { formatWhole } from "../../format.ts";
import { connectionBytesOf } from "../../broker/facts/broker-facts.ts";
import { connectingGroups, kindsOn } from "../messages/message-kinds.ts";
import { fleetSize, instancesOf } from "../fleet.ts";
import { mostInstances } from "../keys/broker/most-instances.ts";
import {
  clientsOfOneShard,
  connectionsOfOneBroker,
  foreignSource,
  ownDescriptors,
  placeClients,
  portsIn,
} from "./placement.ts";
import type { Machine, Placement } from "./placement.ts";
import { loopbackBytesPerSecond, offeredBytesPerSecond, queuedBytes } from "./queues.ts";
import type { Scenario } from "../scenario.ts";

export interface Needs {
  readonly placement: Placement;
  /** File descriptors of each process of mqbench that holds connections. */
  readonly descriptors: number;
  /** File descriptors of each broker that mqbench starts; null: it runs elsewhere. */
  readonly brokerDescriptors: number | null;
  /** Ports of one source address, for one broker where the kernel chooses the port at `connect`. */
  readonly ports: number;
  /** Memory, about: generator, kernel, and the broker where that is known. */
  readonly memoryBytes: number;
  /** Memory beside it, at most, when the broker does not keep up: what waits in mqbench, in the link and in the kernel. */
  readonly queuedBytes: number;
  /** Bytes a second from the sensors; null where that is not the scenario's to say. */
  readonly bytesPerSecond: number | null;
}

export interface Shortage {
  readonly problem: string;
  readonly hint: string;
}

/** What a broker needs beside its connections: listener, log, files, gauges. */
const brokerOwnDescriptors = 128;
/** Measured with 100,000 sensors: see docs/scale.md. */
const generatorConnectionBytes = 10_000;
const kernelSocketBytes = 5000;
const processBytes = 60e6;

export function needsOf(scenario: Scenario, machine: Machine): Needs {
  const placement = placeClients(scenario, machine);
  const { sensors, subscribers } = fleetSize(scenario);
  const { as, shards, sources } = placement;
  const connections = sensors + subscribers;
  const most = as === "threads" ? connections : clientsOfOneShard(scenario, shards);
  const ofOneBroker = connectionsOfOneBroker(scenario);
  const isManaged = scenario.broker.kind === "managed";
  const perConnection =
    generatorConnectionBytes + kernelSocketBytes * (isManaged ? 2 : 1) + (connectionBytesOf(scenario.broker) ?? 0);
  const processes = (as === "threads" ? 1 : shards + 1) + (isManaged ? instancesOf(scenario) : 0);
  return {
    placement,
    descriptors: most + ownDescriptors,
    brokerDescriptors: isManaged ? ofOneBroker + brokerOwnDescriptors : null,
    ports: sources.length === 0 ? ofOneBroker : Math.ceil(connections / sources.length),
    memoryBytes: connections * perConnection + processes * processBytes,
    // A look at every client: a search for the largest fleet has no use for it.
    get queuedBytes() {
      return queuedBytes(scenario);
    },
    bytesPerSecond: offeredBytesPerSecond(scenario),
  };
}

/** The first thing that does not fit, with what to change and the largest fleet that fits as things are. */
export function findShortage(scenario: Scenario, machine: Machine): Shortage | undefined {
  const foreign = foreignSource(scenario, machine);
  if (foreign !== undefined)
    return {
      problem: `connect.from: ${foreign} is not an address of this machine`,
      hint: `its addresses are ${machine.addresses.join(", ")}, and on loopback all of 127.0.0.0/8`,
    };
  const shortage = shortageOf(scenario, machine);
  if (shortage === undefined) return undefined;
  return { problem: shortage.problem, hint: `${shortage.hint}; ${fitting(scenario, machine)}` };
}

/** Of what the brokers that mqbench starts need, where the clients live elsewhere. */
export function findBrokerShortage(scenario: Scenario, machine: Machine): Shortage | undefined {
  return brokerShortage(needsOf(scenario, machine), scenario, machine);
}

function shortageOf(scenario: Scenario, machine: Machine): Shortage | undefined {
  const needs = needsOf(scenario, machine);
  return (
    descriptorShortage(needs, machine) ??
    brokerShortage(needs, scenario, machine) ??
    portShortage(needs, scenario, machine) ??
    memoryShortage(needs, machine)
  );
}

function descriptorShortage({ descriptors, placement }: Needs, { descriptorLimit }: Machine): Shortage | undefined {
  if (descriptorLimit === null || descriptors <= descriptorLimit) return undefined;
  const more =
    placement.as === "threads"
      ? "use processes: leave out `workers.as: threads`"
      : "use more processes: a larger workers.count";
  const who = placement.as === "threads" ? "mqbench's process" : "each of mqbench's processes";
  return {
    problem: `${formatWhole(descriptors)} file descriptors are needed in ${who}, a process may have ${formatWhole(descriptorLimit)}`,
    hint: `${more}; or ${raise(descriptors)}`,
  };
}

function brokerShortage(
  { brokerDescriptors }: Needs,
  scenario: Scenario,
  { descriptorLimit }: Machine,
): Shortage | undefined {
  if (descriptorLimit === null || brokerDescriptors === null || brokerDescriptors <= descriptorLimit) return undefined;
  const { broker } = scenario;
  const name = broker.kind === "managed" ? broker.name : "mosquitto";
  const instances = instancesNeeded(scenario, descriptorLimit);
  // Each has all subscribers: where those alone are too many, more brokers help nobody.
  const spread =
    instances > mostInstances
      ? ""
      : `spread the sensors over more brokers: \`broker: { name: ${name}, instances: ${instances} }\`; or `;
  return {
    problem: `${formatWhole(brokerDescriptors)} file descriptors are needed in the process of ${instancesOf(scenario) === 1 ? "the broker" : "each broker"}, a process may have ${formatWhole(descriptorLimit)}`,
    hint: `${spread}${raise(brokerDescriptors)}`,
  };
}

function instancesNeeded(scenario: Scenario, descriptorLimit: number): number {
  const { sensors } = fleetSize(scenario);
  const onEach = fleetSize(scenario).subscribers / instancesOf(scenario);
  return Math.ceil(sensors / Math.max(1, descriptorLimit - brokerOwnDescriptors - onEach));
}

function portShortage({ ports, placement }: Needs, scenario: Scenario, machine: Machine): Shortage | undefined {
  if (machine.portRange === null) return undefined;
  const there = portsIn(machine.portRange);
  if (ports <= there) return undefined;
  const { sources } = placement;
  const where = sources.length === 0 ? "for one broker" : `on each of the source addresses (${sources.length})`;
  const { sensors, subscribers } = fleetSize(scenario);
  const addresses = Math.ceil((sensors + subscribers) / there);
  return {
    problem: `${formatWhole(ports)} source ports are needed ${where}, there are ${formatWhole(there)}`,
    hint: `give at least ${addresses} addresses of this machine: \`connect: { from: [ADDRESS, …] }\`; or widen the range: \`sysctl -w net.ipv4.ip_local_port_range="1024 65535"\``,
  };
}

function memoryShortage(needs: Needs, machine: Machine): Shortage | undefined {
  if (machine.memoryBytes === null) return undefined;
  // Queues fill for sure where more is due than any machine carries.
  const isHeldUp = isBeyondLoopback(needs);
  const queued = isHeldUp ? needs.queuedBytes : 0;
  const needed = needs.memoryBytes + queued;
  if (needed <= machine.memoryBytes) return undefined;
  const why = isHeldUp ? `, ${megabytes(queued)} of it for what waits, since more is due than a machine carries` : "";
  return {
    problem: `about ${megabytes(needed)} of memory are needed${why}, ${megabytes(machine.memoryBytes)} are free`,
    hint: isHeldUp ? "use a lower rate or a smaller payload" : "free some",
  };
}

function isBeyondLoopback({ bytesPerSecond }: Needs): boolean {
  return bytesPerSecond !== null && bytesPerSecond > loopbackBytesPerSecond;
}

/** What will go wrong and yet may be tried, in words. */
export function machineWarnings(scenario: Scenario, machine: Machine): readonly string[] {
  const needs = needsOf(scenario, machine);
  const { bytesPerSecond, memoryBytes } = needs;
  if (isBeyondLoopback(needs))
    return [
      `${formatWhole(Math.round((bytesPerSecond ?? 0) / 1e9))} GB a second are due from the sensors, and no machine carries more than about ${formatWhole(loopbackBytesPerSecond / 1e9)} GB a second between its programs: most of it will wait`,
    ];
  if (machine.memoryBytes === null) return [];
  const queued = needs.queuedBytes;
  if (memoryBytes + queued <= machine.memoryBytes) return [];
  return [
    `a broker that does not keep up lets up to ${megabytes(queued)} wait, and ${megabytes(machine.memoryBytes)} are free`,
  ];
}

function raise(descriptors: number): string {
  return `raise the limit: \`ulimit -Hn ${descriptors}\` as root, or LimitNOFILE / --ulimit nofile=${descriptors} of the service or container`;
}

/** How many sensors there may be when nothing else changes, in words. */
function fitting(scenario: Scenario, machine: Machine): string {
  const largest = largestFleet(scenario, machine);
  const [only, ...others] = connectingGroups(scenario.sensors);
  if (only === undefined || largest === 0) return "or use another machine: no fleet fits this one";
  return others.length === 0
    ? `or use the largest fleet that fits: --set sensors.count=${largest}`
    : `or use fewer sensors: ${formatWhole(largest)} in all fit`;
}

/** Sensors in all, by bisection: what a fleet needs grows with it. */
export function largestFleet(scenario: Scenario, machine: Machine): number {
  let [fits, tooMany] = [0, fleetSize(scenario).sensors + 1];
  while (tooMany - fits > 1) {
    const count = Math.floor((fits + tooMany) / 2);
    if (shortageOf(withSensors(scenario, count), machine) === undefined) fits = count;
    else tooMany = count;
  }
  return fits;
}

function withSensors(scenario: Scenario, count: number): Scenario {
  return { ...scenario, sensors: kindsOn(scenario.sensors, 0).map(([, group]) => ({ ...group, count })) };
}

function megabytes(bytes: number): string {
  return `${formatWhole(Math.round(bytes / 1e6))} MB`;
}
