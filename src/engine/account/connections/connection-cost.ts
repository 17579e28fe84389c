/** What a connection cost until CONNACK, and a message on TCP after it. Pure. */
import type { ValueName } from "../../../metrics/catalogue.ts";
import type { ConnectingSection } from "../../../result/sections/connecting-section.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import type { HandshakePart } from "../../messages.ts";
import type { Observations } from "../observations.ts";

type Values = Partial<Record<ValueName, number | undefined>>;

/** undefined: nobody connected, or not every shard told. */
export function describeConnecting({
  reports,
  missing,
}: Pick<Observations, "reports" | "missing">): ConnectingSection | undefined {
  const parts = reports.map(({ handshakes }) => handshakes);
  const connections = add(parts, ({ connections: each }) => each);
  if (missing > 0 || connections === 0) return undefined;
  return {
    connections,
    roundTrips: add(parts, ({ roundTrips }) => roundTrips),
    bytesUp: add(parts, ({ bytesUp }) => bytesUp),
    bytesDown: add(parts, ({ bytesDown }) => bytesDown),
    secured: addSecured(parts),
  };
}

function addSecured(parts: readonly HandshakePart[]): ConnectingSection["secured"] {
  const sums = new Map<string, ConnectingSection["secured"][number]>();
  for (const { version, cipher, full, resumed } of parts.flatMap(({ secured }) => secured)) {
    const key = `${version} ${cipher}`;
    const sum = sums.get(key);
    sums.set(key, { version, cipher, full: (sum?.full ?? 0) + full, resumed: (sum?.resumed ?? 0) + resumed });
  }
  return [...sums.values()];
}

/** Of a connection. */
export function connectionValues(observed: Observations): Values {
  const section = describeConnecting(observed);
  if (section === undefined) return {};
  const { connections, roundTrips, bytesUp, bytesDown } = section;
  return {
    roundTripsPerConnection: roundTrips / connections,
    bytesUpPerConnection: bytesUp / connections,
    bytesDownPerConnection: bytesDown / connections,
    ...connectingCpu(observed),
  };
}

/** From the first connection to the last CONNACK; nobody connects by then under a load whose clients come later. */
function connectingCpu({ start, connected, totals }: Observations): Values {
  const count = totals.merged("connectLatency")?.count ?? 0;
  if (connected === null || count === 0) return {};
  const [before, after] = [start.broker.process, connected.broker.process];
  return {
    brokerCpuPerConnection: before === null || after === null ? undefined : (after.cpuNs - before.cpuNs) / count,
    generatorCpuPerConnection: (connected.generator.cpuNs - start.generator.cpuNs) / count,
  };
}

/** Of a message: what passed the sensors' sockets from CONNACK to the end of drain, which is messages alone where nobody listens or comes back. */
export function socketValues(scenario: Scenario, { reports, missing, outages, totals }: Observations): Values {
  const parts = reports.flatMap(({ handshakes: { sensors } }) => sensors ?? []);
  const sent = totals.all("sent");
  const isAlone = scenario.sensors.every(({ listen }) => listen === null) && outages.length === 0;
  if (missing > 0 || sent === 0 || !isAlone || parts.length < reports.length) return {};
  return {
    socketBytesUpPerMessage: add(parts, ({ bytesUp }) => bytesUp) / sent,
    socketBytesDownPerMessage: add(parts, ({ bytesDown }) => bytesDown) / sent,
  };
}

function add<T>(parts: readonly T[], read: (part: T) => number): number {
  return parts.reduce((sum, part) => sum + read(part), 0);
}
