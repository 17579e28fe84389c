/** Which clients live on which shard, and what each is. */
import { clientId, expandTopic, instanceOf, instancesOf } from "../../scenario/fleet.ts";
import type { Qos } from "../../scenario/keys/qos.ts";
import type { Scenario } from "../../scenario/scenario.ts";

export interface Member {
  readonly role: "sensor" | "subscriber";
  readonly clientId: string;
  /** Its number over all clients of the case, sensors first. */
  readonly client: number;
  /** Which instance of the broker it uses. */
  readonly instance: number;
  /** Its group among the sensors' or the subscribers' groups. */
  readonly group: number;
  /** Its number in the group, from 0. */
  readonly numberInGroup: number;
  /** Where it publishes; null for a subscriber. */
  readonly topic: string | null;
  /** What it subscribes to; `place` is its number among all receivers of the case. */
  readonly filter: { readonly topic: string; readonly qos: Qos; readonly place: number } | null;
}

/**
 * The clients of one shard. Sensors are dealt out to the shards in hands of one for each instance, so that a burst of one shard is
 * spread over all brokers; subscribers one by one, from the last shard back.
 */
export function membersOf(scenario: Scenario, prefix: string, shard: number, shards: number): readonly Member[] {
  const members: Member[] = [];
  const instances = instancesOf(scenario);
  let client = 0;
  let place = -1;
  for (const [group, { count, topic, listen }] of scenario.sensors.entries()) {
    for (let number = 0; number < count; number += 1, client += 1) {
      if (listen !== null) place += 1;
      if (Math.floor(client / instances) % shards !== shard) continue;
      members.push({
        role: "sensor",
        clientId: clientId(prefix, "s", group, number),
        client,
        instance: instanceOf(client, instances),
        group,
        numberInGroup: number,
        topic: expandTopic(topic, count, number),
        filter: listen === null ? null : { topic: expandTopic(listen.topic, count, number), qos: listen.qos, place },
      });
    }
  }
  let subscriber = 0;
  for (const [group, { count, topic, qos }] of scenario.subscribers.entries()) {
    for (let number = 0; number < count * instances; number += 1, client += 1, subscriber += 1) {
      place += 1;
      if (shards - 1 - (subscriber % shards) !== shard) continue;
      members.push({
        role: "subscriber",
        clientId: clientId(prefix, "r", group, number),
        client,
        instance: instanceOf(number, instances),
        group,
        numberInGroup: number,
        topic: null,
        filter: { topic: expandTopic(topic, count, Math.floor(number / instances)), qos, place },
      });
    }
  }
  return members;
}
