/** Makes the clients of a shard: who each is, what it sends, and over which driver. */
import type { ClientContext, MqttClient } from "../../mqtt/client/client.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { limitsOfBroker } from "../../mqtt/wire/header-limits.ts";
import type { InflightTable } from "../../mqtt/client/inflight-table.ts";
import type { MakeClient } from "../../mqtt/client/drivers.ts";
import type { OpenTransport } from "../../mqtt/transport/transport.ts";
import { copiesOf, instancesOf, routeOf } from "../../scenario/fleet.ts";
import { largestPublishBytes, receivesOn } from "../../scenario/planning/largest-packet.ts";
import type { SensorGroup, SubscriberGroup } from "../../scenario/base.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { loginsOf } from "./identity/logins.ts";
import { ownContext } from "./identity/own-context.ts";
import { membersOf } from "./clients/members.ts";
import type { Member } from "./clients/members.ts";
import { Publishers } from "./clients/publishers.ts";
import type { ShardTask } from "../messages.ts";

export interface ShardClient {
  readonly member: Member;
  readonly client: MqttClient;
  /** Its connection stands. */
  isUp: boolean;
  wasOpen: boolean;
  /** Attempts to come back since it was last up. */
  attempts: number;
  isSubscribed: boolean;
  /** Its load keeps it away for a while: that is no loss. */
  isAway: boolean;
  /** Gave up: it will not connect (again). */
  isGone: boolean;
  /** What it publishes to, of several kinds of messages the first; the bytes that go into its packets. */
  readonly topic: Uint8Array | null;
}

/** A sensor of this shard: one kind of the messages of a client. */
export interface LoadSensor {
  readonly client: MqttClient;
  /** Among the kinds of its client. */
  readonly kind: number;
  /** Its number over all sensors of the case. */
  readonly sensor: number;
  readonly group: number;
  readonly numberInGroup: number;
  /** Whether a connection that is down may come back. */
  mayReturn: boolean;
}

export interface MadeClients {
  /** Sensors first, each client's index is its place. */
  readonly clients: readonly ShardClient[];
  /** In the order of their clients, and of their groups. */
  readonly sensors: readonly LoadSensor[];
  /** Where the sensors of each client that is one begin, by its index; they end where the next one's begin. */
  readonly firstPlaces: Int32Array;
  readonly table: InflightTable;
}

/** One for each source address of each endpoint; where the kernel chooses, the endpoints as they are. */
function endpointsFrom(endpoints: readonly Endpoint[], sources: readonly string[]): readonly Endpoint[] {
  if (sources.length === 0) return endpoints;
  return endpoints.flatMap((endpoint) => sources.map((localAddress) => ({ ...endpoint, localAddress })));
}

/** Contexts for each route of the task, one for each of its `endpointsFrom`. */
export function contextsOf(
  { scenario, routes, sources, runTag }: ShardTask,
  open: (endpoint: Endpoint) => OpenTransport,
  shared: Pick<ClientContext, "ledger" | "events" | "now">,
): readonly (readonly ClientContext[])[] {
  const { protocol, session, keepaliveSeconds, connect } = scenario;
  return routes.map((endpoints, route) => {
    const asked = scenario.subscribers[route - scenario.sensors.length]?.asks?.maximumPacketBytes ?? null;
    const limits = limitsOfBroker(protocol, largestPublishBytes(scenario, receivesOn(scenario, route)), asked);
    return endpointsFrom(endpoints, sources).map((endpoint) => ({
      protocol,
      isCleanSession: session.clean,
      sessionExpirySeconds: session.expirySeconds,
      keepaliveSeconds,
      connectTimeoutNs: connect.timeoutNs,
      endpoint,
      runTag,
      open: open(endpoint),
      limits,
      ...shared,
    }));
  });
}

interface Making {
  /** The scenario's client. */
  readonly makeClient: MakeClient;
  /** As its load says. */
  readonly sensorsAre: "sending" | "silent" | "away";
  /** The client id of each place, where it is not a member's. */
  readonly idOf?: (index: number) => string;
  readonly open: (endpoint: Endpoint) => OpenTransport;
}

/** `contexts`: as `contextsOf` the task. */
export function makeClients(
  task: ShardTask,
  contexts: readonly (readonly ClientContext[])[],
  { makeClient, sensorsAre, idOf, open }: Making,
): MadeClients {
  const { scenario } = task;
  const members = membersOf(scenario, task.prefix, task.shard, task.shards);
  const instances = instancesOf(scenario);
  const sources = Math.max(1, task.sources.length);
  const isSending = sensorsAre === "sending";
  const publishing = members.filter(({ role }) => role === "sensor").length;
  const publishers = new Publishers(task, isSending ? publishing : 0);
  const firstPlaces = new Int32Array(publishing + 1);
  const clients = members.map((member, index): ShardClient => {
    const route = routeOf(scenario, member.role, member.group);
    // By the place in the shard: an agent's addresses are its shards' alone, and each is to take its share.
    const place = member.instance * sources + (Math.floor(index / instances) % sources);
    const context = contexts[route]?.[place];
    if (context === undefined) throw new Error(`no endpoint for instance ${member.instance}`);
    const firstPlace = firstPlaces[index] ?? 0;
    if (member.role === "sensor") firstPlaces[index + 1] = firstPlace + publishers.kindsOf(member).length;
    const publisher = isSending ? publishers.specOf(member, index, firstPlace) : undefined;
    const numberInGroup = numberIn(scenario, member);
    const owner = { group: groupOf(scenario, member), numberInGroup, secrets: task.secrets[route] };
    const login = loginsOf(owner, Date.now);
    const stated = idOf?.(index) ?? member.clientId;
    const asks = owner.group !== undefined && "asks" in owner.group ? owner.group.asks : undefined;
    const spec = { index, clientId: owner.group?.hasAssignedId === true ? "" : stated, login, asks, publisher };
    const own = ownContext(context, owner, open);
    return {
      member,
      client: makeClient(own, spec),
      isUp: false,
      wasOpen: false,
      attempts: 0,
      isSubscribed: member.filter === null,
      isAway: sensorsAre === "away" && member.role === "sensor",
      isGone: false,
      topic: publisher?.kinds[0]?.topic ?? null,
    };
  });
  const sensors = clients.flatMap(({ member, client }): readonly LoadSensor[] => {
    const { numberInGroup } = member;
    return publishers.kindsOf(member).map((each, kind) => ({ client, kind, ...each, numberInGroup, mayReturn: true }));
  });
  return { clients, sensors, firstPlaces, table: publishers.table };
}

/** A client that will not come back: no kind of its messages can leave. */
export function leaveForGood(
  { sensors, firstPlaces }: Pick<MadeClients, "sensors" | "firstPlaces">,
  index: number,
): void {
  for (let place = firstPlaces[index] ?? 0; place < (firstPlaces[index + 1] ?? 0); place += 1) {
    const sensor = sensors[place];
    if (sensor !== undefined) sensor.mayReturn = false;
  }
}

function groupOf(
  { sensors, subscribers }: Scenario,
  { role, group }: Member,
): SensorGroup | SubscriberGroup | undefined {
  return role === "sensor" ? sensors[group] : subscribers[group];
}

/** Its number in its group: subscribers are whole on each instance. */
function numberIn(scenario: Scenario, { role, numberInGroup }: Member): number {
  return role === "sensor" ? numberInGroup : Math.floor(numberInGroup / copiesOf(scenario));
}
