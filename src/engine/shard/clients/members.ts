/** Which clients live on which shard, and what each is. */
import type { SubscriptionOptions } from "../../../mqtt/wire/control-packets.ts";
import { expandText } from "../../../scenario/devices/expand-text.ts";
import {
  clientId,
  instanceOf,
  copiesOf,
  instancesOf,
  statedClientId,
  subscriptionsOf,
} from "../../../scenario/fleet.ts";
import { connectingGroups } from "../../../scenario/messages/message-kinds.ts";
import { shardOf } from "../../../scenario/planning/placement.ts";
import type { Qos } from "../../../scenario/keys/qos.ts";
import type { Scenario } from "../../../scenario/scenario.ts";

/** `subscriptionId`: what a broker of MQTT 5 is to add to what it delivers; null: nothing. */
interface Subscribed {
  readonly topics: readonly string[];
  readonly qos: Qos;
  readonly place: number;
  readonly subscriptionId: number | null;
  /** undefined: none. */
  readonly options: SubscriptionOptions | undefined;
}

export interface Member {
  readonly role: "sensor" | "subscriber";
  readonly clientId: string;
  /** Its client id without the run's prefix: the same in another run. */
  readonly key: string;
  /** Its number over all clients of the case, sensors first. */
  readonly client: number;
  /** Which instance of the broker it uses. */
  readonly instance: number;
  /** Its group among the sensors' or the subscribers' groups; of several kinds of messages the first. */
  readonly group: number;
  /** Its number in the group, from 0. */
  readonly numberInGroup: number;
  /** Where it publishes the first kind of its messages; null for a subscriber. */
  readonly topic: string | null;
  /** What it subscribes to; `place` is its number among all receivers of the case. */
  readonly filter: Subscribed | null;
}

/**
 * The clients of one shard. Sensors are dealt out to the shards in hands of one for each instance, so that a burst of one shard is
 * spread over all brokers; subscribers one by one, from the last shard back.
 */
export function membersOf(scenario: Scenario, prefix: string, shard: number, shards: number): readonly Member[] {
  const members: Member[] = [];
  const [instances, copies] = [instancesOf(scenario), copiesOf(scenario)];
  let client = 0;
  let place = -1;
  for (const [group, sensors] of connectingGroups(scenario.sensors)) {
    const { listen } = sensors;
    for (let number = 0; number < sensors.count; number += 1, client += 1) {
      if (listen !== null) place += 1;
      if (shardOf(client, instances, shards) !== shard) continue;
      members.push({
        role: "sensor",
        ...idsOf(statedClientId(sensors, number), prefix, clientId("", "s", group, number)),
        client,
        instance: instanceOf(client, instances),
        group,
        numberInGroup: number,
        topic: expandText(sensors.topic, sensors, number),
        filter:
          listen === null
            ? null
            : {
                topics: [expandText(listen.topic, sensors, number)],
                qos: listen.qos,
                place,
                subscriptionId: null,
                options: listen.options,
              },
      });
    }
  }
  let subscriber = 0;
  for (const [group, subscribers] of scenario.subscribers.entries()) {
    const { count, topics, qos, share, subscriptionId, options } = subscribers;
    for (let index = 0; index < count * copies; index += 1, client += 1, subscriber += 1) {
      place += 1;
      if (shards - 1 - (subscriber % shards) !== shard) continue;
      const number = Math.floor(index / copies);
      members.push({
        role: "subscriber",
        ...idsOf(statedClientId(subscribers, number), prefix, clientId("", "r", group, index)),
        client,
        instance: instanceOf(index, instances),
        group,
        numberInGroup: index,
        topic: null,
        filter: {
          topics: subscriptionsOf({ filters: topics.map((topic) => expandText(topic, subscribers, number)), share }),
          qos,
          place,
          subscriptionId,
          options,
        },
      });
    }
  }
  return members;
}

/** `made`: the id without the run's prefix that mqbench gives it, where the scenario states none. */
function idsOf(stated: string | null, prefix: string, made: string): Pick<Member, "clientId" | "key"> {
  return stated === null ? { clientId: prefix + made, key: made } : { clientId: stated, key: stated };
}
