/** The packets and bytes that a scenario's messages take, as the specification has it. Pure. */
import {
  addExchanges,
  statedPropertyBytes,
  subscriptionIdentifierBytes,
  topicAliasBytes,
} from "../../mqtt/wire/cost-model.ts";
import type { HopTally, Tallies } from "../../mqtt/wire/cost-model.ts";
import { audiencesOf, matchSensors } from "../audiences.ts";
import { topicsOf } from "../fleet.ts";
import type { Qos } from "../keys/qos.ts";
import type { Scenario } from "../scenario.ts";
import { PayloadLengths } from "./payload-lengths.ts";
import type { Sent } from "./payload-lengths.ts";

/** up: client → broker; down: broker → client. */
export interface PredictedHops {
  readonly sensor: { readonly up: Tallies; readonly down: Tallies };
  readonly subscriber: { readonly up: Tallies; readonly down: Tallies };
}

interface Prediction {
  readonly hops: PredictedHops;
  readonly deliveries: number;
}

/**
 * The packets and bytes of `messages` of each sensor on both hops, when each is delivered once to each matching audience, in all and by
 * group; `firstOf` is the sequence number of its first, on which the bytes of a payload may depend; `hasAlias`: the broker allows the sensor
 * a topic alias, where it asks for one.
 */
export function predictHops(
  scenario: Scenario,
  messagesOf: (sensor: number) => number,
  firstOf: (sensor: number) => number = () => 0,
  hasAlias: (sensor: number) => boolean = () => true,
): Prediction & { readonly groups: readonly Prediction[] } {
  const matches = matchSensors(scenario);
  const topics = topicsOf(scenario);
  const audiences = audiencesOf(scenario);
  let sensor = 0;
  const groups = scenario.sensors.map(({ count, qos, properties, topicAlias = false }, group): Prediction => {
    const sensorHop: HopTally = { forward: {}, back: {} };
    const subscriberHop: HopTally = { forward: {}, back: {} };
    let deliveries = 0;
    const stated = statedPropertyBytes(properties);
    const lengths = new PayloadLengths(scenario, group);
    for (let number = 0; number < count; number += 1, sensor += 1) {
      const sent = { sensor, numberInGroup: number, first: firstOf(sensor), count: messagesOf(sensor) };
      const topicBytes = Buffer.byteLength(topics[sensor] ?? "");
      for (const { named, ...part } of topicAlias && hasAlias(sensor) ? aliasParts(sent) : [{ ...sent, named: null }]) {
        const aliasBytes = named === null ? 0 : topicAliasBytes;
        for (const [payloadBytes, messages] of lengths.of(part)) {
          const shape = { protocol: scenario.protocol, topicBytes: named === false ? 0 : topicBytes, payloadBytes };
          addExchanges(sensorHop, { ...shape, qos, propertyBytes: stated + aliasBytes }, messages);
        }
      }
      for (const [payloadBytes, messages] of lengths.of(sent)) {
        const shape = { protocol: scenario.protocol, topicBytes, payloadBytes };
        for (const place of matches[sensor] ?? []) {
          deliveries += messages;
          const { qos: granted = 0, subscriptionId = null } = audiences[place] ?? {};
          // Section 3.3.2.3: a broker passes on what the sensor states, and adds the identifier of the subscription.
          const passedOn = stated + subscriptionIdentifierBytes(subscriptionId);
          addExchanges(subscriberHop, { ...shape, qos: lower(qos, granted), propertyBytes: passedOn }, messages);
        }
      }
    }
    const hops = {
      sensor: { up: sensorHop.forward, down: sensorHop.back },
      subscriber: { up: subscriberHop.back, down: subscriberHop.forward },
    };
    return { hops, deliveries };
  });
  return { ...addPredictions(groups), groups };
}

function addPredictions(all: readonly Prediction[]): Prediction {
  const add = (read: (hops: PredictedHops) => Tallies): Tallies => addTallies(all.map(({ hops }) => read(hops)));
  return {
    hops: {
      sensor: { up: add(({ sensor }) => sensor.up), down: add(({ sensor }) => sensor.down) },
      subscriber: { up: add(({ subscriber }) => subscriber.up), down: add(({ subscriber }) => subscriber.down) },
    },
    deliveries: all.reduce((sum, { deliveries }) => sum + deliveries, 0),
  };
}

function addTallies(all: readonly Tallies[]): Tallies {
  const sum: Tallies = {};
  for (const [packet, { packets, bytes }] of all.flatMap((each) => Object.entries(each))) {
    const tally = (sum[packet] ??= { packets: 0, bytes: 0 });
    tally.packets += packets;
    tally.bytes += bytes;
  }
  return sum;
}

/** The first message of a connection names its topic and the alias, those after it the alias alone (5.0, section 3.3.2.3.4); `named`: which. */
function aliasParts(sent: Sent): readonly (Sent & { readonly named: boolean })[] {
  const introducing = sent.first === 0 ? Math.min(1, sent.count) : 0;
  const rest = { ...sent, first: sent.first + introducing, count: sent.count - introducing };
  return [
    { ...sent, count: introducing, named: true },
    { ...rest, named: false },
  ];
}

/** 3.8.4: a message is delivered at the lower of its own QoS and the one granted. */
function lower(a: Qos, b: Qos): Qos {
  return a < b ? a : b;
}
