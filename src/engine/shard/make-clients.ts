/** Makes the clients of a shard: who each is, what it sends, and over which driver. */
import type { ClientContext, MqttClient, PublisherSpec } from "../../mqtt/client/client.ts";
import { TemplatedPublish } from "../../mqtt/payload/templated-publish.ts";
import { PublishTemplate } from "../../mqtt/wire/codec.ts";
import type { PublishPacket } from "../../mqtt/wire/codec.ts";
import { encodeProperties } from "../../mqtt/wire/publish-properties.ts";
import { publishBytes, statedPropertyBytes, topicAliasBytes } from "../../mqtt/wire/cost-model.ts";
import type { Endpoint } from "../../mqtt/transport/endpoint.ts";
import { limitsOfBroker } from "../../mqtt/wire/header-limits.ts";
import { InflightTable } from "../../mqtt/client/inflight-table.ts";
import type { MakeClient } from "../../mqtt/client/drivers.ts";
import type { OpenTransport } from "../../mqtt/transport/transport.ts";
import { copiesOf, firstSensors, instancesOf, routeOf } from "../../scenario/fleet.ts";
import { numberedTopic } from "../../scenario/loads/hold-steps.ts";
import { largestPublishBytes, receivesOn } from "../../scenario/planning/largest-packet.ts";
import type { SensorGroup, SubscriberGroup } from "../../scenario/base.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { loginsOf } from "./identity/logins.ts";
import { ownContext } from "./identity/own-context.ts";
import { membersOf } from "./members.ts";
import type { Member } from "./members.ts";
import type { ShardTask } from "../messages.ts";

/** A sensor has one topic. */
const onlyAlias = 1;

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
  /** What it publishes to; the bytes that go into its packets. */
  readonly topic: Uint8Array | null;
}

/** A sensor of this shard. `client.index` is its place in the list. */
export interface LoadSensor {
  readonly client: MqttClient;
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
  readonly sensors: readonly LoadSensor[];
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
    const limits = limitsOfBroker(protocol, largestPublishBytes(scenario, receivesOn(scenario, route)));
    return endpointsFrom(endpoints, sources).map((endpoint) => ({
      protocol,
      isCleanSession: session.clean,
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
  const publishing = isSending ? members.filter(({ role }) => role === "sensor").length : 0;
  const table = new InflightTable(publishing, largestWindow(scenario));
  const first = firstSensors(scenario);
  const templates = new Templates(task);
  const clients = members.map((member, index): ShardClient => {
    const route = routeOf(scenario, member.role, member.group);
    // By the place in the shard: an agent's addresses are its shards' alone, and each is to take its share.
    const place = member.instance * sources + (Math.floor(index / instances) % sources);
    const context = contexts[route]?.[place];
    if (context === undefined) throw new Error(`no endpoint for instance ${member.instance}`);
    const sensor = (first[member.group] ?? 0) + member.numberInGroup;
    const publisher = isSending ? publisherOf(task, member, { sensor, row: index, table }, templates) : undefined;
    const numberInGroup = numberIn(scenario, member);
    const owner = { group: groupOf(scenario, member), numberInGroup, secrets: task.secrets[route] };
    const login = loginsOf(owner, Date.now);
    const asks = owner.group !== undefined && "asks" in owner.group ? owner.group.asks : undefined;
    const spec = { index, clientId: idOf?.(index) ?? member.clientId, login, asks, publisher };
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
      topic: publisher?.topic ?? null,
    };
  });
  const sensors = clients.flatMap(({ member, client }): LoadSensor[] => {
    if (member.role !== "sensor") return [];
    const { group, numberInGroup } = member;
    return [
      {
        client,
        sensor: (first[group] ?? 0) + numberInGroup,
        group,
        numberInGroup,
        mayReturn: true,
      },
    ];
  });
  return { clients, sensors, table };
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

/** The largest window of a group; at QoS 0 nothing is in flight. */
function largestWindow({ sensors }: Scenario): number {
  return Math.max(1, ...sensors.map(({ qos, window }) => (qos > 0 ? window : 1)));
}

/** One template for all sensors of a group whose topics are equally long. */
class Templates {
  readonly #task: ShardTask;
  readonly #made = new Map<string, PublishPacket>();

  constructor(task: ShardTask) {
    this.#task = task;
  }

  /** `alias`: that a message of it names. */
  for(group: number, topicBytes: number, alias?: number): PublishPacket | undefined {
    const { scenario, payloads, runTag, epochUs } = this.#task;
    const sensors = scenario.sensors[group];
    const payload = payloads[group];
    if (sensors === undefined || payload === undefined) return undefined;
    const key = `${group}/${topicBytes}/${alias ?? "none"}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const shape = {
      isVersion5: scenario.protocol === "5",
      qos: sensors.qos,
      isRetained: sensors.retain,
      topicBytes,
      properties:
        sensors.properties === undefined && alias === undefined
          ? undefined
          : encodeProperties(sensors.properties, alias),
    };
    const made =
      payload instanceof Uint8Array
        ? new PublishTemplate({ ...shape, payload })
        : new TemplatedPublish({ ...shape, program: payload, trial: { runTag, epochUs } });
    this.#made.set(key, made);
    return made;
  }
}

function publisherOf(
  task: ShardTask,
  { group: index, topic: topicText }: Member,
  place: Pick<PublisherSpec, "sensor" | "row" | "table">,
  templates: Templates,
): PublisherSpec | undefined {
  const group = task.scenario.sensors[index];
  if (topicText === null || group === undefined) return undefined;
  const topic = new TextEncoder().encode(numberedTopic(topicText)?.topic ?? topicText);
  const template = templates.for(index, topic.length);
  if (template === undefined) return undefined;
  const { protocol } = task.scenario;
  const { qos, window, payload, properties, topicAlias = false } = group;
  const introducing = topicAlias ? templates.for(index, topic.length, onlyAlias) : undefined;
  const short = topicAlias ? templates.for(index, 0, onlyAlias) : undefined;
  const aliased = introducing === undefined || short === undefined ? undefined : { introducing, short };
  const packetBytes = publishBytes({
    protocol,
    topicBytes: topic.length,
    payloadBytes: payload.bytes,
    qos,
    propertyBytes: statedPropertyBytes(properties) + (topicAlias ? topicAliasBytes : 0),
  });
  return { ...place, qos, window, topic, template, aliased, packetBytes, properties };
}
