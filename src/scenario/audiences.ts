/** Whom a message is due to: each receiver by itself, and the members of a shared subscription once together. */
import { publishBytes, statedPropertyBytes, subscriptionIdentifierBytes } from "../mqtt/wire/cost-model.ts";
import { instanceOf, instancesOf, isCluster, receiversOf, topicsOf } from "./fleet.ts";
import type { Fleet, Receiver } from "./fleet.ts";
import { clientsOfSensors } from "./messages/message-kinds.ts";
import { matchReceivers } from "./keys/topic-filter.ts";
import type { Qos } from "./keys/qos.ts";

/** A message that matches is due to it once. */
export interface Audience {
  /** Of which at most one matches. */
  readonly filters: readonly string[];
  readonly qos: Qos;
  /** Its first member's. */
  readonly instance: number;
  /** The name of the shared subscription; null: one receiver with a subscription of its own. */
  readonly share: string | null;
  /** As its members have it. */
  readonly subscriptionId: number | null;
  /** The largest packet that it takes; null: any. */
  readonly maximumPacketBytes: number | null;
  /** What its only member publishes does not come to it. */
  readonly isNoLocal: boolean;
  /** At least one. */
  readonly members: readonly Receiver[];
}

/** In the order of their first members. */
export function audiencesOf(scenario: Fleet): readonly Audience[] {
  const audiences: (Audience & { readonly members: Receiver[] })[] = [];
  const shared = new Map<string, Receiver[]>();
  for (const receiver of receiversOf(scenario)) {
    const { filters, qos, instance, share, subscriptionId, maximumPacketBytes, options } = receiver;
    // MQTT 5, section 4.8.2: one name with two filters is two subscriptions.
    const key = `${isCluster(scenario) ? 0 : instance} ${share ?? ""} ${filters.join(" ")}`;
    const known = share === null ? undefined : shared.get(key);
    if (known !== undefined) {
      known.push(receiver);
      continue;
    }
    const members = [receiver];
    if (share !== null) shared.set(key, members);
    audiences.push({
      filters,
      qos,
      instance,
      share,
      subscriptionId,
      maximumPacketBytes,
      isNoLocal: options?.noLocal ?? false,
      members,
    });
  }
  return audiences;
}

/** The places in `audiencesOf` that each sensor's messages go to: those that subscribe to them, take packets of their size, and do not bar their own. */
export function matchSensors(scenario: Fleet): readonly (readonly number[])[] {
  const audiences = audiencesOf(scenario);
  const matches = matchTopics(scenario, audiences);
  if (audiences.every((each) => each.maximumPacketBytes === null && !each.isNoLocal)) return matches;
  const sizes = deliverySizes(scenario);
  const publishers = clientsOfSensors(scenario.sensors);
  return matches.map((found, sensor) =>
    found.filter((place) => {
      const audience = audiences[place];
      if (audience === undefined) return true;
      if (audience.isNoLocal && audience.members[0]?.client === publishers[sensor]) return false;
      return audience.maximumPacketBytes === null || sizes(sensor, audience) <= audience.maximumPacketBytes;
    }),
  );
}

/** Bytes of the largest delivery of a sensor's messages to an audience (MQTT 5). */
export function deliverySizes(
  scenario: Fleet,
): (sensor: number, audience: Pick<Audience, "qos" | "subscriptionId">) => number {
  const topics = topicsOf(scenario);
  const groups = scenario.sensors.flatMap((group) => Array.from({ length: group.count }, () => group));
  return (sensor, { qos, subscriptionId }) => {
    const group = groups[sensor];
    return group === undefined
      ? 0
      : publishBytes({
          protocol: "5",
          topicBytes: Buffer.byteLength(topics[sensor] ?? ""),
          payloadBytes: group.payload.bytes,
          qos: group.qos < qos ? group.qos : qos,
          propertyBytes: statedPropertyBytes(group.properties) + subscriptionIdentifierBytes(subscriptionId),
        });
  };
}

/** As `matchSensors`, whatever the size. */
export function matchTopics(scenario: Fleet, audiences: readonly Audience[]): readonly (readonly number[])[] {
  const instances = instancesOf(scenario);
  const places = audiences.flatMap(({ filters }, place) => filters.map(() => place));
  const matches = matchReceivers(
    audiences.flatMap(({ filters }) => filters),
    topicsOf(scenario),
  ).map((found) => found.map((filter) => places[filter] ?? 0));
  if (instances === 1 || isCluster(scenario)) return matches;
  const clients = clientsOfSensors(scenario.sensors);
  return matches.map((found, sensor) =>
    found.filter((place) => audiences[place]?.instance === instanceOf(clients[sensor] ?? 0, instances)),
  );
}
